//! The program as its users meet it: run as a process, fed over real sockets, its mails taken by a real server.

mod answers;
mod api;
mod bounces;
mod bus;
mod check;
mod commands;
mod copies;
mod crash;
mod daemon;
mod desk;
mod doctor;
mod mail;
mod outputs;
mod pages;
mod polling;
mod read;
mod scenes;
mod secrets;
mod sources;
