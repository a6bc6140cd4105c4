//! What tests of the whole program share: servers that answer as a test says, and an installation of its own.

mod bus_server;
mod chromium;
mod feed_server;
mod hook_server;
mod installed_program;
mod running_program;
mod smtp_server;
mod visitor;

pub use self::bus_server::BusServer;
pub use self::chromium::Chromium;
pub use self::feed_server::{FeedRequest, FeedServer, Reply, ReplyManner};
pub use self::hook_server::{HookPost, HookReply, HookServer};
pub use self::installed_program::{InstalledProgram, Ran};
pub use self::running_program::RunningProgram;
pub use self::smtp_server::{Phase, Received, SmtpFault, SmtpServer};
pub use self::visitor::{VisitedPage, Visitor};
