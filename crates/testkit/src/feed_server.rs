//! A web server on loopback that answers what a test tells it to, badly where asked, and notes each request.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;
use std::{io, thread};

/// What the server says to one request.
#[derive(Debug, Clone)]
#[must_use]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    manner: ReplyManner,
}

/// How it says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyManner {
    /// At once and completely.
    Well,
    /// After this long.
    Late(Duration),
    /// Not at all; the connection stays open.
    Silent,
    /// The head at once, then a byte each time this has passed, for ever.
    Drip(Duration),
    /// The body again and again, for ever.
    Endless,
    /// Half the body, then the connection is closed.
    HalfWay,
}

impl Reply {
    /// An answer with this status and an empty body.
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), manner: ReplyManner::Well }
    }

    /// 200 with this body, announced as RSS.
    pub fn feed(body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::status(200) }.header("Content-Type", "application/rss+xml")
    }

    /// A redirect.
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::status(status).header("Location", to)
    }

    /// The same with one more header, after those that are there.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with this body.
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The same, said in another manner.
    pub fn said(self, manner: ReplyManner) -> Self {
        Self { manner, ..self }
    }
}

/// One request as it came.
#[derive(Debug, Clone)]
pub struct FeedRequest {
    /// The path with its query.
    pub path: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl FeedRequest {
    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// The server; it stops when this is dropped.
#[derive(Debug)]
pub struct FeedServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The replies of each path: one a request, the last one for ever.
    replies: HashMap<String, Vec<Reply>>,
    /// The reply of every path that has none of its own; 404 where nothing was said.
    otherwise: Option<Reply>,
    requests: Vec<FeedRequest>,
    open: usize,
    most_open: usize,
    is_stopped: bool,
}

impl FeedServer {
    /// A server that answers 404 to everything.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(Shared::default());
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for connection in listener.incoming() {
                if accepting.lock().is_stopped {
                    return;
                }
                let shared = Arc::clone(&accepting);
                // A client that hangs up is part of some tests.
                thread::spawn(move || drop(connection.and_then(|stream| shared.answer(&stream))));
            }
        });
        Self { address, shared }
    }

    /// From now on answers requests for `path` with these, one after the other; the last one stays.
    pub fn answer(&self, path: &str, replies: impl IntoIterator<Item = Reply>) {
        self.shared.lock().replies.insert(path.to_owned(), replies.into_iter().collect());
    }

    /// From now on answers requests for every path that has no reply of its own with this.
    pub fn answer_otherwise(&self, reply: Reply) {
        self.shared.lock().otherwise = Some(reply);
    }

    /// The full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All requests so far, in the order of their arrival.
    pub fn requests(&self) -> Vec<FeedRequest> {
        self.shared.lock().requests.clone()
    }

    /// How many requests for a path came so far.
    pub fn count(&self, path: &str) -> usize {
        self.shared.lock().requests.iter().filter(|request| request.path == path).count()
    }

    /// The most requests that were under way at one time.
    pub fn most_at_once(&self) -> usize {
        self.shared.lock().most_open
    }
}

impl Drop for FeedServer {
    fn drop(&mut self) {
        self.shared.lock().is_stopped = true;
        self.shared.changed.notify_all();
        // Wakes the accepting thread, which then sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread of the server panics while it holds this")
    }

    fn answer(&self, stream: &TcpStream) -> io::Result<()> {
        let Some(request) = read_request(stream)? else { return Ok(()) };
        let reply = {
            let mut state = self.lock();
            state.open += 1;
            state.most_open = state.most_open.max(state.open);
            let reply = match state.replies.get_mut(&request.path) {
                Some(replies) if replies.len() > 1 => replies.remove(0),
                Some(replies) if replies.len() == 1 => replies[0].clone(),
                _ => state.otherwise.clone().unwrap_or_else(|| Reply::status(404)),
            };
            state.requests.push(request);
            reply
        };
        match reply.manner {
            ReplyManner::Silent => self.wait(Duration::MAX),
            ReplyManner::Late(span) => self.wait(span),
            ReplyManner::Well | ReplyManner::Drip(_) | ReplyManner::Endless | ReplyManner::HalfWay => {}
        }
        // Before the last byte is out: the client may be back before this thread goes on.
        self.lock().open -= 1;
        self.say(&reply, stream)
    }

    fn say(&self, reply: &Reply, mut stream: &TcpStream) -> io::Result<()> {
        stream.write_all(&head(reply))?;
        match reply.manner {
            ReplyManner::Drip(pause) => {
                while !self.lock().is_stopped {
                    stream.write_all(b" ")?;
                    self.wait(pause);
                }
            }
            ReplyManner::Endless => {
                while !self.lock().is_stopped {
                    stream.write_all(&reply.body)?;
                }
            }
            ReplyManner::HalfWay => stream.write_all(&reply.body[..reply.body.len() / 2])?,
            ReplyManner::Well | ReplyManner::Late(_) | ReplyManner::Silent => {
                stream.write_all(&reply.body)?;
            }
        }
        stream.flush()
    }

    /// Waits until the span has passed or the test is over.
    fn wait(&self, span: Duration) {
        let state = self.lock();
        drop(self.changed.wait_timeout_while(state, span, |state| !state.is_stopped));
    }
}

/// The request's line and headers; `None` where the client only connected.
fn read_request(stream: &TcpStream) -> io::Result<Option<FeedRequest>> {
    let mut lines = BufReader::new(stream.take(64 << 10)).lines();
    let Some(first) = lines.next().transpose()? else { return Ok(None) };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(Some(FeedRequest { path, headers }))
}

fn head(reply: &Reply) -> Vec<u8> {
    let has_length = reply.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let ends = matches!(reply.manner, ReplyManner::Well | ReplyManner::Late(_) | ReplyManner::HalfWay);
    let length = (ends && !has_length).then(|| format!("Content-Length: {}", reply.body.len()));
    let first = [format!("HTTP/1.1 {} Told", reply.status), "Connection: close".to_owned()];
    let told = reply.headers.iter().map(|(name, value)| format!("{name}: {value}"));
    let lines: Vec<String> = first.into_iter().chain(length).chain(told).collect();
    format!("{}\r\n\r\n", lines.join("\r\n")).into_bytes()
}
