//! A receiver of posts on loopback that answers what a test tells it to, and keeps every request with its body.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;
use std::{io, thread};

/// What the receiver does with one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HookReply {
    /// Takes the body and answers with this status.
    Status(u16),
    /// The same with a header and a body.
    Told(u16, &'static str, String, &'static str),
    /// Takes the body and says nothing until the client gives up.
    Hang,
    /// Takes the body and hangs up.
    CutAfterBody,
    /// Takes the body and answers 200 after this long.
    Late(Duration),
}

/// One post as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookPost {
    /// `POST` or `PUT`.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
    /// The status it was answered with; 0 where it got no answer.
    pub answered: u16,
}

impl HookPost {
    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("what is posted is JSON")
    }
}

/// The receiver; it stops when this is dropped.
#[derive(Debug)]
pub struct HookServer {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<HookShared>,
}

#[derive(Debug)]
struct HookShared {
    state: Mutex<HookState>,
    changed: Condvar,
}

#[derive(Debug)]
struct HookState {
    /// One a post; then the usual one.
    replies: VecDeque<HookReply>,
    usual: HookReply,
    posts: Vec<HookPost>,
    is_stopped: bool,
}

impl HookServer {
    /// A receiver that takes everything.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let state = HookState {
            replies: VecDeque::new(),
            usual: HookReply::Status(200),
            posts: Vec::new(),
            is_stopped: false,
        };
        let shared = Arc::new(HookShared { state: Mutex::new(state), changed: Condvar::new() });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for connection in listener.incoming() {
                if accepting.lock().is_stopped {
                    return;
                }
                let shared = Arc::clone(&accepting);
                // A client that is killed in between is part of some tests.
                thread::spawn(move || drop(connection.and_then(|stream| shared.answer(&stream))));
            }
        });
        Self { address, shared }
    }

    /// The full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers the next posts with these, then as usual.
    pub fn answer(&self, replies: impl IntoIterator<Item = HookReply>) {
        self.shared.lock().replies = replies.into_iter().collect();
    }

    /// From now on answers so what nothing else is said of.
    pub fn always(&self, reply: HookReply) {
        self.shared.lock().usual = reply;
    }

    /// All posts so far, in the order of their arrival.
    pub fn posts(&self) -> Vec<HookPost> {
        self.shared.lock().posts.clone()
    }

    /// Waits until so many posts have come.
    pub fn wait_for(&self, posts: usize, patience: Duration) -> Vec<HookPost> {
        let state = self.shared.lock();
        let waiting = |state: &mut HookState| state.posts.len() < posts;
        let (state, timeout) = self
            .shared
            .changed
            .wait_timeout_while(state, patience, waiting)
            .expect("no thread of the receiver panics while it holds this");
        assert!(!timeout.timed_out(), "{} of {posts} posts have come", state.posts.len());
        state.posts.clone()
    }
}

impl Drop for HookServer {
    fn drop(&mut self) {
        self.shared.lock().is_stopped = true;
        self.shared.changed.notify_all();
        // Wakes the accepting thread, which then sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

impl HookShared {
    fn lock(&self) -> MutexGuard<'_, HookState> {
        self.state.lock().expect("no thread of the receiver panics while it holds this")
    }

    fn answer(&self, mut stream: &TcpStream) -> io::Result<()> {
        let Some(mut post) = read_post(stream)? else { return Ok(()) };
        let reply = {
            let mut state = self.lock();
            let reply = state.replies.pop_front().unwrap_or_else(|| state.usual.clone());
            post.answered = match &reply {
                HookReply::Status(status) | HookReply::Told(status, ..) => *status,
                HookReply::Late(_) => 200,
                HookReply::Hang | HookReply::CutAfterBody => 0,
            };
            state.posts.push(post);
            self.changed.notify_all();
            reply
        };
        let (status, header, body) = match reply {
            HookReply::Status(status) => (status, String::new(), ""),
            HookReply::Told(status, name, value, body) => (status, format!("{name}: {value}\r\n"), body),
            HookReply::Hang => {
                self.wait(Duration::MAX);
                return Ok(());
            }
            HookReply::CutAfterBody => return Ok(()),
            HookReply::Late(span) => {
                self.wait(span);
                (200, String::new(), "")
            }
        };
        let head = format!(
            "HTTP/1.1 {status} Told\r\nConnection: close\r\nContent-Length: {}\r\n{header}\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes())
    }

    /// Waits until the span has passed or the test is over.
    fn wait(&self, span: Duration) {
        let state = self.lock();
        drop(self.changed.wait_timeout_while(state, span, |state| !state.is_stopped));
    }
}

/// A request with its body; `None` where the client only connected, or did not end what it began.
fn read_post(stream: &TcpStream) -> io::Result<Option<HookPost>> {
    let mut reader = BufReader::new(stream.take(1 << 20));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut first = line.split(' ').map(str::to_owned);
    let (Some(method), Some(path)) = (first.next(), first.next()) else { return Ok(None) };
    let mut headers = Vec::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value.parse());
    let mut body = vec![0; length.and_then(Result::ok).unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Some(HookPost { method, path, headers, body, answered: 0 }))
}
