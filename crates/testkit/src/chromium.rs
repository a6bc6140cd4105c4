//! A real browser in a test's hands: Debian's Chromium, driven over its own protocol (Chrome DevTools).

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// How long the browser may take for anything.
const PATIENCE: Duration = Duration::from_mins(1);

/// Names under which it is installed.
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// One page of a browser of its own. It is killed when the test ends.
#[derive(Debug)]
pub struct Chromium {
    child: Child,
    socket: WebSocket<TcpStream>,
    calls: u64,
    /// Every address that was asked for.
    requested: Vec<String>,
    loaded: usize,
    _profile: TempDir,
}

impl Chromium {
    /// Starts it; `None` where none is installed.
    pub fn start() -> Option<Self> {
        let profile = tempfile::tempdir().expect("there is room for a folder");
        let launched = PROGRAMS.iter().find_map(|program| {
            Command::new(program)
                .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
                .args(["--no-first-run", "--disable-extensions", "--remote-debugging-port=0"])
                .arg(format!("--user-data-dir={}", profile.path().display()))
                .arg("about:blank")
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .ok()
        });
        let mut child = launched?;
        let stderr = BufReader::new(child.stderr.take().expect("it was asked for"));
        let browser = stderr
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("listening on ws://").map(|(_, address)| address.to_owned()))
            .expect("it says where it listens");
        let host = browser.split('/').next().expect("an address").to_owned();
        let page = page_socket(&host);
        let stream = TcpStream::connect(&host).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time is given");
        let (socket, _) = tungstenite::client(page, stream).expect("it speaks the protocol");
        let mut chromium =
            Self { child, socket, calls: 0, requested: Vec::new(), loaded: 0, _profile: profile };
        for domain in ["Page.enable", "Network.enable", "Runtime.enable"] {
            chromium.call(domain, &json!({}));
        }
        Some(chromium)
    }

    /// Asks the browser for something, and waits for its answer.
    pub fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let request = json!({ "id": id, "method": method, "params": parameters }).to_string();
        self.socket.send(Message::text(request)).expect("it listens");
        loop {
            let answer = self.next();
            if answer["id"] == id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    fn next(&mut self) -> Value {
        loop {
            let Message::Text(text) = self.socket.read().expect("it answers") else { continue };
            let message: Value = serde_json::from_str(&text).expect("it speaks JSON");
            match message["method"].as_str() {
                Some("Network.requestWillBeSent") => {
                    let url = message["params"]["request"]["url"].as_str().unwrap_or_default();
                    self.requested.push(url.to_owned());
                }
                Some("Page.loadEventFired") => self.loaded += 1,
                _ => {}
            }
            return message;
        }
    }

    /// Goes to a page and waits until it stands.
    pub fn open(&mut self, address: &str) {
        let loaded = self.loaded;
        self.call("Page.navigate", &json!({ "url": address }));
        self.wait_for_load(loaded);
    }

    /// How many pages have come to stand.
    pub fn loads(&self) -> usize {
        self.loaded
    }

    /// Waits for the page after so many.
    pub fn wait_for_load(&mut self, before: usize) {
        while self.loaded == before {
            self.next();
        }
    }

    /// The value of an expression in the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", &asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Presses a key: `Tab`, `Enter`, `Space`.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Space" => (32, " "),
            other => panic!("a key that no test presses: {other}"),
        };
        let name = if key == "Space" { " " } else { key };
        let down = json!({
            "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" },
            "key": name, "code": key, "windowsVirtualKeyCode": code, "text": text,
        });
        self.call("Input.dispatchKeyEvent", &down);
        let up = json!({ "type": "keyUp", "key": name, "code": key, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", &up);
    }

    /// Writes where the focus is.
    pub fn write(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// Goes from control to control by keyboard until one holds for this condition on `document.activeElement`, called `it`.
    pub fn tab_to(&mut self, condition: &str) {
        for _ in 0..200 {
            self.press("Tab");
            let there = self.value(&format!("(it => Boolean({condition}))(document.activeElement)"));
            if there == Value::Bool(true) {
                return;
            }
        }
        panic!(
            "no control is reached by keyboard where {condition}: {}",
            self.value("document.body.innerText")
        );
    }

    /// Shows pages in this width, dark or light.
    pub fn look(&mut self, width: u32, dark: bool) {
        let screen = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &screen);
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", &media);
    }

    /// Every address that was asked for so far.
    pub fn requested(&self) -> &[String] {
        &self.requested
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Opens a page; answers where it is spoken to.
fn page_socket(host: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time is given");
    let request = format!("PUT /json/new?about:blank HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it listens");
    let mut answer = String::new();
    let mut buffer = [0; 4096];
    // It keeps the connection open whatever it was asked.
    while !answer.contains("webSocketDebuggerUrl") || !answer.trim_end().ends_with('}') {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => answer.push_str(&String::from_utf8_lossy(&buffer[..length])),
        }
    }
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let page: Value = serde_json::from_str(body.trim()).expect("it describes the page");
    page["webSocketDebuggerUrl"].as_str().expect("it can be spoken to").to_owned()
}
