//! The program as its users meet it: run as a process, fed over real sockets, its mails taken by a real server.

#![expect(dead_code, reason = "the servers are shared with the unit tests, which use other parts of them")]

mod answers;
mod check;
mod commands;
mod crash;
mod daemon;
mod mail;
mod polling;
mod read;
mod support;
