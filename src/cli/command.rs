//! The command line as a whole: its commands, the log, and the exit code of what became of it.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use rustix::fs::Mode;
use rustix::process::umask;

use super::common::{Common, Exit};
use super::installation::Refused;
use super::log::{LogVolume, start_log};
use super::output::{is_unread, tell};
use super::{
    backtest, backup, bounce, check, deliver, demo, digest, explain, extract, feeds, group, init, manual,
    match_command, names, outbox, plan, poll, query, read_command, reload, restore_check, run, schema,
    search, status, subscribers, test_mail, test_output, token, version, why,
};

/// Watches news feeds for names in every language and mails what it finds.
#[derive(Debug, Parser)]
#[command(name = "wirewatch", version, max_term_width = 100, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// One variant a command; its arguments stand in the file of its name.
#[derive(Debug, Subcommand)]
enum Command {
    Run(run::RunArgs),
    Demo(demo::DemoArgs),
    Poll(poll::PollArgs),
    Digest(digest::DigestArgs),
    Deliver(deliver::DeliverArgs),
    Check(check::CheckArgs),
    Backtest(backtest::BacktestArgs),
    Explain(explain::ExplainArgs),
    Why(why::WhyArgs),
    Search(search::SearchArgs),
    Names(names::NamesArgs),
    Query(query::QueryArgs),
    Match(match_command::MatchArgs),
    Group(group::GroupArgs),
    Read(read_command::ReadArgs),
    Extract(extract::ExtractArgs),
    Feeds(feeds::FeedsArgs),
    Reload(reload::ReloadArgs),
    Init(init::InitArgs),
    Plan(plan::PlanArgs),
    Schema(schema::SchemaArgs),
    Status(status::StatusArgs),
    Backup(backup::BackupArgs),
    RestoreCheck(restore_check::RestoreCheckArgs),
    Outbox(outbox::OutboxArgs),
    Subscribers(subscribers::SubscribersArgs),
    TestMail(test_mail::TestMailArgs),
    TestOutput(test_output::TestOutputArgs),
    Token(token::TokenArgs),
    Bounce(bounce::BounceArgs),
    Man(manual::ManArgs),
    Completions(manual::CompletionsArgs),
    Version(version::VersionArgs),
}

/// Runs the program with the process's arguments and answers with its exit code.
pub fn main() -> ExitCode {
    let Arguments { common, command } = Arguments::parse();
    start_log(if matches!(command, Command::Run(_)) { LogVolume::Daemon } else { LogVolume::Command });
    if !writes_for_others(&command) {
        // The database, mails, previews and copies hold addresses of readers and links that are keys.
        umask(Mode::RWXG | Mode::RWXO);
    }
    let outcome = dispatch(&common, command);
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => match error.downcast_ref::<Refused>() {
            Some(Refused { exit, words }) => {
                tell(format_args!("{words}"));
                (*exit).into()
            }
            None if is_unread(&error) => Exit::Done.into(),
            None => {
                tell(format_args!("wirewatch: {error:#}"));
                Exit::Environment.into()
            }
        },
    }
}

/// Whether what the command writes is for others to read: files that the service reads as a user of its own, and pages.
fn writes_for_others(command: &Command) -> bool {
    matches!(command, Command::Init(_) | Command::Feeds(_) | Command::Man(_))
}

fn dispatch(common: &Common, command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Run(args) => run::run(common, args),
        Command::Demo(args) => demo::run(common, args),
        Command::Poll(args) => poll::run(common, args),
        Command::Digest(args) => digest::run(common, args),
        Command::Deliver(args) => deliver::run(common, args),
        Command::Check(args) => check::run(common, &args),
        Command::Backtest(args) => backtest::run(common, &args),
        Command::Explain(args) => explain::run(common, &args),
        Command::Why(args) => why::run(common, &args),
        Command::Search(args) => search::run(common, args),
        Command::Names(args) => names::run(common, &args),
        Command::Query(args) => query::run(common, &args),
        Command::Match(args) => match_command::run(common, &args),
        Command::Group(args) => group::run(&args),
        Command::Read(args) => read_command::run(common, args),
        Command::Extract(args) => extract::run(common, args),
        Command::Feeds(args) => feeds::run(common, args),
        Command::Reload(args) => reload::run(common, args),
        Command::Init(args) => init::run(common, &args),
        Command::Plan(args) => plan::run(common, &args),
        Command::Schema(args) => schema::run(common, &args),
        Command::Status(args) => status::run(common, args),
        Command::Backup(args) => backup::run(common, args),
        Command::RestoreCheck(args) => restore_check::run(common, &args),
        Command::Outbox(args) => outbox::run(common, &args),
        Command::Subscribers(args) => subscribers::run(common, &args),
        Command::TestMail(args) => test_mail::run(common, &args),
        Command::TestOutput(args) => test_output::run(common, &args),
        Command::Token(args) => token::run(common, &args),
        Command::Bounce(args) => bounce::run(common, &args),
        Command::Man(args) => manual::man(common, &args, Arguments::command()),
        Command::Completions(args) => manual::completions(&args, Arguments::command()),
        Command::Version(args) => version::run(common, args),
    }
}
