//! Mail through a local program that speaks sendmail's command line.

use std::fmt::Display;
use std::io::{Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{io, thread};

use super::address::Address;
use super::posting::{Posting, SendOutcome, one_line};
use crate::reach::ProgramGroup;

/// How long the program may take.
const LIMIT: Duration = Duration::from_mins(2);

/// How often it is asked whether it is done.
const TICK: Duration = Duration::from_millis(10);

/// How long its words are waited for once it has ended.
const PATIENCE: Duration = Duration::from_secs(1);

/// A program such as `/usr/sbin/sendmail`.
#[derive(Debug)]
pub(crate) struct Sendmail {
    program: PathBuf,
    limit: Duration,
}

impl Sendmail {
    /// The program at this path.
    pub(crate) fn new(program: PathBuf) -> Self {
        Self { program, limit: LIMIT }
    }

    /// Runs the program for one mail.
    pub(super) fn send<E: Display>(
        &self,
        posting: &Posting<'_>,
        before_data: impl FnOnce() -> Result<(), E>,
    ) -> SendOutcome {
        let ascii = |address: &str| address.parse::<Address>().map(|address| address.to_string());
        let (sender, recipient) = match (ascii(posting.sender), ascii(posting.recipient)) {
            (Ok(sender), Ok(recipient)) => (sender, recipient),
            (Err(error), _) | (_, Err(error)) => return SendOutcome::refused(error.to_string()),
        };
        if let Err(error) = before_data() {
            return SendOutcome::deferred(error.to_string());
        }
        let mut command = Command::new(&self.program);
        // `-i`: a line with a lone dot does not end the message.
        command.args(["-i", "-f", &sender, "--", &recipient]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0);
        let child = match command.spawn() {
            Ok(child) => child,
            Err(error) => {
                return SendOutcome::deferred(format!("cannot run {}: {error}", self.program.display()));
            }
        };
        match self.feed(child, posting.bytes) {
            Ok((Some(status), words)) => self.judge(status, &words),
            Ok((None, _)) => SendOutcome::InDoubt {
                text: format!("{} was stopped after {} s", self.program.display(), self.limit.as_secs()),
            },
            Err(error) => SendOutcome::InDoubt { text: format!("{}: {error}", self.program.display()) },
        }
    }

    /// Hands over the message and waits; `None` when the program had to be stopped.
    fn feed(&self, mut child: Child, bytes: &[u8]) -> io::Result<(Option<ExitStatus>, String)> {
        let running = ProgramGroup::of(Some(child.id()));
        let (mut input, errors) = (child.stdin.take(), child.stderr.take());
        // Local programs want the line ends of the system.
        let local = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        // A program that does not read, or that writes much, must not block this thread; both helpers end with it.
        thread::spawn(move || input.as_mut().map(|input| input.write_all(local.as_bytes())));
        let (said, words) = mpsc::channel();
        thread::spawn(move || {
            let mut words = Vec::new();
            errors.map(|errors| errors.take(10_000).read_to_end(&mut words));
            said.send(String::from_utf8_lossy(&words).into_owned())
        });
        let began = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                running.ended();
                // A process it left behind may hold the pipe open.
                let words = words.recv_timeout(PATIENCE).unwrap_or_default();
                return Ok((Some(status), words));
            }
            if began.elapsed() >= self.limit {
                drop(running);
                child.wait()?;
                return Ok((None, String::new()));
            }
            thread::sleep(TICK);
        }
    }

    /// Reads the exit code as `sysexits.h` means it.
    fn judge(&self, status: ExitStatus, words: &str) -> SendOutcome {
        let name = self.program.display();
        let words = one_line(words);
        let text = if words.is_empty() { format!("{name} ended with {status}") } else { words };
        match status.code() {
            Some(0) => SendOutcome::Accepted { reply: format!("taken by {name}") },
            // Bad data, no such user, no such host: the same tomorrow.
            Some(65 | 67 | 68) => SendOutcome::refused(text),
            // 75 says so itself; the rest is trouble of the machine, which an operator mends.
            Some(_) => SendOutcome::deferred(text),
            None => SendOutcome::InDoubt { text },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// A program that keeps its arguments and its input, and then does what `ending` says.
    fn program(place: &TempDir, ending: &str) -> Sendmail {
        let path = place.path().join("sendmail");
        let script = format!(
            "#!/bin/sh\ncd \"$(dirname \"$0\")\"\nprintf '%s|' \"$@\" > arguments\ncat > input\n{ending}\n"
        );
        // A shell writes it: were the file open here while another test forks, running it would fail.
        let mut writer = Command::new("/bin/sh");
        writer.args(["-c", "cat > \"$0\" && chmod +x \"$0\""]).arg(&path).stdin(Stdio::piped());
        let mut writer = writer.spawn().unwrap();
        writer.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        assert!(writer.wait().unwrap().success());
        Sendmail { program: path, limit: Duration::from_secs(20) }
    }

    fn posting() -> Posting<'static> {
        let bytes = b"Subject: x\r\n\r\nline\r\n.\r\nend\r\n";
        Posting { sender: "s@example.org", recipient: "-a@bücher.example", message_id: "<1@b>", bytes }
    }

    fn check(ending: &str, wanted: impl Fn(&SendOutcome) -> bool) {
        let place = tempfile::tempdir().unwrap();
        let outcome = program(&place, ending).send(&posting(), || Ok::<(), String>(()));
        assert!(wanted(&outcome), "{ending}: {outcome:?}");
    }

    #[test]
    fn the_program_gets_the_envelope_and_the_message_with_local_line_ends() {
        let place = tempfile::tempdir().unwrap();
        let outcome = program(&place, "exit 0").send(&posting(), || Ok::<(), String>(()));
        assert!(matches!(outcome, SendOutcome::Accepted { .. }), "{outcome:?}");
        let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
        assert_eq!(read("arguments"), "-i|-f|s@example.org|--|-a@xn--bcher-kva.example|");
        assert_eq!(read("input"), "Subject: x\n\nline\n.\nend\n");
    }

    #[test]
    fn the_exit_code_is_the_verdict() {
        let deferred = |outcome: &SendOutcome| matches!(outcome, SendOutcome::Deferred { .. });
        let refused = |outcome: &SendOutcome| matches!(outcome, SendOutcome::Refused { .. });
        for code in [1, 64, 69, 70, 71, 74, 75, 77, 78, 127] {
            check(&format!("exit {code}"), deferred);
        }
        for code in [65, 67, 68] {
            check(&format!("exit {code}"), refused);
        }
        check("kill -9 $$", |outcome| matches!(outcome, SendOutcome::InDoubt { .. }));
    }

    #[test]
    fn its_words_are_kept_and_a_large_mail_that_it_does_not_read_blocks_nothing() {
        let said = SendOutcome::refused("no such user here");
        check("printf 'no such\\nuser here\\n' >&2; exit 67", |outcome| *outcome == said);
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("missing");
        let outcome = Sendmail::new(path).send(&posting(), || Ok::<(), String>(()));
        assert!(
            matches!(&outcome, SendOutcome::Deferred { text, .. } if text.starts_with("cannot run")),
            "{outcome:?}"
        );
        let bytes = vec![b'x'; 1_000_000];
        let large = Posting { bytes: &bytes, ..posting() };
        let outcome = Sendmail::new("/bin/false".into()).send(&large, || Ok::<(), String>(()));
        assert!(matches!(outcome, SendOutcome::Deferred { .. }), "{outcome:?}");
    }

    #[test]
    fn a_program_that_hangs_is_stopped_and_the_mail_in_doubt() {
        let place = tempfile::tempdir().unwrap();
        let slow = Sendmail { limit: Duration::from_millis(200), ..program(&place, "exec sleep 600") };
        let outcome = slow.send(&posting(), || Ok::<(), String>(()));
        assert!(
            matches!(&outcome, SendOutcome::InDoubt { text } if text.contains("was stopped")),
            "{outcome:?}"
        );
        let place = tempfile::tempdir().unwrap();
        let script = "sleep 300 & echo $! > child; wait";
        let slow = Sendmail { limit: Duration::from_secs(1), ..program(&place, script) };
        slow.send(&posting(), || Ok::<(), String>(()));
        let child = fs::read_to_string(place.path().join("child")).unwrap();
        // One that is dead and that nobody has asked for yet has no memory any more.
        let lives = || {
            fs::read_to_string(format!("/proc/{}/statm", child.trim()))
                .is_ok_and(|memory| !memory.starts_with("0 "))
        };
        let began = Instant::now();
        while lives() {
            assert!(began.elapsed() < Duration::from_secs(5), "what it started goes on");
            thread::sleep(TICK);
        }
    }
}
