//! A folder with the files of an installation, and the program run on it.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// An installation of its own; it goes with the test.
#[derive(Debug)]
pub struct InstalledProgram {
    program: PathBuf,
    folder: TempDir,
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said beside that.
    pub stderr: String,
}

impl InstalledProgram {
    /// Feeds at `feed`, mail to `server`, one watchlist for the CSTO and Azerbaijan, nobody subscribed.
    /// `program` is the binary.
    pub fn new(program: impl Into<PathBuf>, feed: &str, server: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let installation = Self { program: program.into(), folder };
        installation.write(
            "wirewatch.toml",
            &format!(
                "feeds = \"feeds.toml\"\n\
                 subscribers = \"subscribers.toml\"\n\
                 watchlists = \"watchlists\"\n\
                 operators = [\"ops@example.org\"]\n\
                 [store]\n\
                 database = \"wirewatch.db\"\n\
                 [fetch]\n\
                 allow_private_addresses = true\n\
                 [mail]\n\
                 from = \"Wirewatch <digest@example.org>\"\n\
                 transport = \"smtp\"\n\
                 [mail.smtp]\n\
                 host = \"127.0.0.1\"\n\
                 port = {}\n\
                 security = \"none\"\n",
                server.port()
            ),
        );
        installation.write("feeds.toml", &format!("[[feed]]\nurl = \"{feed}\"\ntitle = \"Example\"\n"));
        installation.write("subscribers.toml", "");
        installation.write(
            "watchlists/csto-azerbaijan.toml",
            "title = \"CSTO and Azerbaijan\"\nquery = \"CSTO AND Azerbaijan\"\n",
        );
        installation
    }

    /// The full path of a file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        let above = path.parent().expect("a file stands in a folder");
        fs::create_dir_all(above).and_then(|()| fs::write(&path, text)).expect("the folder is ours");
    }

    /// The program with these arguments, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--config").arg(self.path("wirewatch.toml")).args(arguments);
        command.env_remove("WIREWATCH_CONFIG").env_remove("CREDENTIALS_DIRECTORY");
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().expect("the program is built and can be started");
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs a command with `--json` and reads what it printed.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[&["--json"], arguments].concat());
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {ran:?}"))
    }
}
