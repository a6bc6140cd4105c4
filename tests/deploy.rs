//! What is shipped in `deploy/` keeps its promises: the unit's sandbox, and files that the program accepts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most that `systemd-analyze security` may find fault with. 1.1 is the floor of a program that needs the
/// network and AF_UNIX.
const EXPOSURE: f64 = 1.2;

#[test]
fn the_unit_holds_its_promises() {
    let text = unit();
    let unit = directives(&text);
    let check = |name: &str, values: &[&str]| {
        assert_eq!(unit.get(name).map(Vec::as_slice), Some(values), "{name}");
    };
    check("Type", &["notify"]);
    check("WatchdogSec", &["60"]);
    check("Restart", &["on-failure"]);
    check("RestartPreventExitStatus", &["78"]);
    check("ExecReload", &["/usr/bin/wirewatch reload --config /etc/wirewatch/wirewatch.toml"]);
    check("DynamicUser", &["yes"]);
    check("StateDirectory", &["wirewatch"]);
    check("LoadCredential", &["smtp-password:/etc/wirewatch/smtp-password"]);
    check("CapabilityBoundingSet", &[""]);
    check("NoNewPrivileges", &["yes"]);
    check("ProtectSystem", &["strict"]);
    check("RestrictAddressFamilies", &["AF_INET AF_INET6 AF_UNIX"]);
    check("MemoryDenyWriteExecute", &["yes"]);
    check("SystemCallFilter", &["@system-service", "~@privileged @resources"]);
    check("LimitCORE", &["0"]);
}

#[test]
fn systemd_finds_nothing_to_say_about_the_unit() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("wirewatch.service");
    let installed = unit().replace("/usr/bin/wirewatch", env!("CARGO_BIN_EXE_wirewatch"));
    fs::write(&path, installed).expect("the temporary folder is writable");
    let analyze = |verb: &[&str]| {
        let output = Command::new("systemd-analyze").args(verb).arg(&path).output().expect("it ran before");
        let words = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&words).into_owned())
    };
    assert_eq!(analyze(&["verify", "--man=no"]), (true, String::new()));
    let (_, report) = analyze(&["security", "--offline=true"]);
    let exposure = report.lines().find_map(|line| line.split_once("exposure level for wirewatch.service: "));
    let exposure = exposure.and_then(|(_, rest)| rest.split(' ').next()?.parse::<f64>().ok());
    assert!(exposure.is_some_and(|exposure| exposure <= EXPOSURE), "{report}");
}

#[test]
fn systemd_takes_the_weekly_look_at_a_copy() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut analyze = Command::new("systemd-analyze");
    analyze.args(["verify", "--man=no"]);
    for name in ["wirewatch-restore-check.service", "wirewatch-restore-check.timer"] {
        let text = fs::read_to_string(root().join("deploy").join(name)).expect("it is shipped");
        let text = text.replace("/usr/bin/wirewatch", env!("CARGO_BIN_EXE_wirewatch"));
        let path = folder.path().join(name);
        fs::write(&path, text).expect("the temporary folder is writable");
        analyze.arg(path);
    }
    let output = analyze.output().expect("it ran before");
    let words = [output.stdout, output.stderr].concat();
    assert_eq!((output.status.success(), String::from_utf8_lossy(&words)), (true, "".into()));
}

#[test]
fn the_alerts_are_raised_by_what_they_are_for() {
    if Command::new("promtool").arg("--version").output().is_err() {
        return;
    }
    for arguments in
        [&["check", "rules", "deploy/alerts.yml"][..], &["test", "rules", "deploy/alerts-test.yml"]]
    {
        let output = Command::new("promtool").args(arguments).current_dir(root()).output();
        let output = output.expect("it ran before");
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn the_first_files_pass_check() {
    // As `docs/install.md` has them written below /etc/wirewatch.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_wirewatch"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .expect("the program runs");
        let words = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{words}");
        words
    };
    run(&["init"]);
    let words = run(&["check", "--strict"]);
    assert!(words.contains("73 feeds, 3 watchlists"), "{words}");
}

#[test]
fn each_source_to_begin_with_says_whose_it_is_and_what_is_known_of_it() {
    const STATES: [&str; 4] = [
        "# seen working 2026-",
        "# in use elsewhere in 2026, not seen",
        "# not seen",
        "# the page seen 2026-",
    ];
    let text = fs::read_to_string(root().join("deploy/feeds.toml")).expect("it is shipped");
    let blocks: Vec<&str> = text.split("\n\n").skip(1).filter(|block| !block.starts_with("# ----")).collect();
    let list: toml_edit::DocumentMut = text.parse().expect("it is TOML");
    let feeds = list["feed"].as_array_of_tables().expect("it lists feeds");
    assert_eq!(blocks.len(), feeds.len());
    for block in blocks {
        assert!(
            STATES.iter().any(|state| block.starts_with(state)) && block.contains("\n[[feed]]\n"),
            "{block}"
        );
    }
    let all = |key: &str| -> Vec<&str> { feeds.iter().filter_map(|feed| feed.get(key)?.as_str()).collect() };
    for key in ["url", "lang", "country", "publisher"] {
        assert_eq!(all(key).len(), feeds.len(), "{key}");
    }
    for lang in ["hy", "az", "ka", "ru", "en", "tr", "kk", "uz"] {
        assert!(all("lang").contains(&lang), "{lang}");
    }
    assert!(all("kind").contains(&"telegram") && all("kind").contains(&"list"));
}

#[test]
fn the_files_of_several_machines_are_right() {
    for name in ["poll-1", "poll-2", "desk-1", "desk-2"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("it stands in a folder")).expect("a folder can be made");
            fs::write(path, text).expect("the temporary folder is writable");
        };
        let settings =
            fs::read_to_string(root().join(format!("deploy/bus/{name}.toml"))).expect("it is shipped");
        write("wirewatch.toml", &settings);
        write("watchlists/csto.toml", "title = \"CSTO\"\nquery = \"CSTO\"\n");
        if name.starts_with("poll") {
            let feeds = fs::read_to_string(root().join("deploy/feeds.toml")).expect("it is shipped");
            write("feeds.toml", &feeds);
        } else {
            write("subscribers.toml", "[[subscriber]]\nemail = \"a@desk.test\"\nwatchlists = [\"*\"]\n");
        }
        let mut check = Command::new(env!("CARGO_BIN_EXE_wirewatch"));
        let check = check.arg("--config").arg(folder.path().join("wirewatch.toml")).arg("check");
        let output = check.output().expect("the program is built");
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{name}: {said}");
    }
}

/// Every `Name=value` of a unit; a name given twice keeps both values, in order.
fn directives(unit: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut directives: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in unit.lines().filter(|line| !line.starts_with('#')).filter_map(|l| l.split_once('='))
    {
        directives.entry(name).or_default().push(value);
    }
    directives
}

fn unit() -> String {
    fs::read_to_string(root().join("deploy/wirewatch.service")).expect("the unit is shipped")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
