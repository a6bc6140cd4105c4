//! A connection to the server, and the stream that lies between the machines.

use std::io;
use std::path::Path;
use std::time::Duration;

use async_nats::ConnectOptions;
use async_nats::jetstream::context::ContextBuilder;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType, Stream};
use async_nats::jetstream::{Context, ErrorCode};

use super::error::BusError;
use crate::settings::BusSettings;

/// How long the server has for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a message is kept where we make the stream: a desk that was away for longer misses what is older, and says so.
const KEPT_FOR: Duration = Duration::from_hours(14 * 24);

/// Within this time the server knows a message that comes twice; later the desk does.
const KNOWN_AGAIN: Duration = Duration::from_mins(2);

/// A connection to the server.
pub(crate) struct Bus {
    pub(super) context: Context,
    pub(super) stream: Stream,
    pub(super) name: String,
}

/// Who takes a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Desks alone.
    Desks,
    /// Machines that poll as well.
    All,
}

/// What a stream holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StreamExtent {
    /// When it was made: another one counts from 1 again.
    pub made: String,
    /// The number of the oldest message.
    pub first: u64,
    /// The number that was given last.
    pub last: u64,
}

impl Bus {
    /// Connects, and makes the stream where it is not there. One that is there keeps its operator's limits.
    ///
    /// # Errors
    ///
    /// When the server does not answer, refuses us or keeps no streams.
    pub(crate) async fn connect(
        settings: &BusSettings,
        certificates: Option<&Path>,
        own_name: &str,
    ) -> Result<Self, BusError> {
        // Fails where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut options = ConnectOptions::new()
            .name(format!("wirewatch {own_name}"))
            .connection_timeout(PATIENCE)
            .request_timeout(Some(PATIENCE))
            // What is to be said of it is said by who works with it.
            .event_callback(|_| async {})
            // Whoever works with the connection makes another, and goes on where the store says.
            .max_reconnects(1);
        if let Some(path) = certificates {
            options = options.add_root_certificates(path.to_owned());
        }
        if let Some(path) = &settings.credentials_file {
            let shown =
                |error: io::Error| BusError::Credentials { path: path.clone(), reason: error.to_string() };
            let text = tokio::fs::read_to_string(path).await.map_err(shown)?;
            options = with_credentials(options, text.trim()).map_err(shown)?;
        }
        let server = settings.url.as_str();
        let failed =
            |reason: String| BusError::Connect { server: server.trim_end_matches('/').to_owned(), reason };
        let client = options.connect(server).await.map_err(|error| failed(error.to_string()))?;
        let context = ContextBuilder::new().timeout(PATIENCE).build(client);
        let name = settings.stream.clone();
        let stream = context.get_or_create_stream(stream_config(&name)).await;
        let stream =
            stream.map_err(|error| BusError::Stream { stream: name.clone(), reason: error.to_string() })?;
        Ok(Self { context, stream, name })
    }

    /// What the stream holds by now.
    pub(crate) async fn extent(&self) -> Result<StreamExtent, BusError> {
        let info = self.stream.get_info().await.map_err(|error| self.broken(&error))?;
        Ok(StreamExtent {
            made: info.created.to_string(),
            first: info.state.first_sequence,
            last: info.state.last_sequence,
        })
    }

    /// The id of the last message under the name of a poller.
    pub(crate) async fn last_id_of(
        &self,
        poller: &str,
        audience: Audience,
    ) -> Result<Option<String>, BusError> {
        let last = self.stream.get_last_raw_message_by_subject(&self.subject(poller, audience)).await;
        match last {
            Ok(message) => {
                let id = message.headers.get(async_nats::header::NATS_MESSAGE_ID);
                Ok(id.map(|id| id.as_str().to_owned()))
            }
            Err(error) if is_no_message(&error) => Ok(None),
            Err(error) => Err(self.broken(&error)),
        }
    }

    pub(super) fn subject(&self, poller: &str, audience: Audience) -> String {
        match audience {
            Audience::Desks => format!("{}.{poller}", self.name),
            Audience::All => format!("{}.{poller}.pages", self.name),
        }
    }

    /// What a machine that polls takes: entries whose pages it may have to ask for.
    pub(super) fn pages_of_others(&self) -> String {
        format!("{}.*.pages", self.name)
    }

    fn broken(&self, error: &impl ToString) -> BusError {
        BusError::Stream { stream: self.name.clone(), reason: error.to_string() }
    }
}

/// What the server asks for, in any of the forms that its configuration knows.
fn with_credentials(options: ConnectOptions, text: &str) -> io::Result<ConnectOptions> {
    if text.contains("-----BEGIN") {
        return options.credentials(text);
    }
    Ok(match text.split_once(':') {
        Some((user, password)) => options.user_and_password(user.to_owned(), password.to_owned()),
        None if text.starts_with("SU") => options.nkey(text.to_owned()),
        None => options.token(text.to_owned()),
    })
}

fn is_no_message(error: &async_nats::jetstream::stream::LastRawMessageError) -> bool {
    use async_nats::jetstream::stream::LastRawMessageErrorKind as Kind;
    match error.kind() {
        Kind::NoMessageFound => true,
        Kind::JetStream(error) => error.error_code() == ErrorCode::NO_MESSAGE_FOUND,
        _ => false,
    }
}

/// The stream as we make it: on disk, everything for [`KEPT_FOR`]. Nothing that a server of version 2.9 does not have.
fn stream_config(name: &str) -> Config {
    Config {
        name: name.to_owned(),
        subjects: vec![format!("{name}.>")],
        description: Some("what machines that poll tell desks".to_owned()),
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::Old,
        storage: StorageType::File,
        max_age: KEPT_FOR,
        duplicate_window: KNOWN_AGAIN,
        num_replicas: 1,
        ..Config::default()
    }
}
