//! Fetching over TLS: HTTP/2, an authority of one's own, and certificates that are none.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::{Fetcher, Lane};
use crate::feed::{FailureKind, Fetched, RequestManner, Validators};
use crate::reach::ReachError;
use crate::settings::FetchSettings;

/// A server that speaks HTTP/2 only, with a certificate for `name` signed by an authority of its own.
struct TlsServer {
    port: u16,
    folder: TempDir,
}

impl TlsServer {
    async fn start(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names are good names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("randomness"));
        let authority = authority.expect("a good authority");
        let key = KeyPair::generate().expect("randomness");
        let leaf =
            CertificateParams::new(vec![name.to_owned()]).and_then(|leaf| leaf.signed_by(&key, &authority));
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("our own key");
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("the provider's own versions")
                .with_no_client_auth()
                .with_single_cert(vec![leaf.expect("a good name").der().clone()], key)
                .expect("a key that fits");
        config.alpn_protocols = vec![b"h2".to_vec()];
        let folder = tempfile::tempdir().expect("there is room for a folder");
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).expect("the folder is ours");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("loopback has a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that refuses the certificate is part of the test.
                tokio::spawn(answer(acceptor.clone(), stream));
            }
        });
        Self { port, folder }
    }

    fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    async fn ask(&self, ca_file: Option<PathBuf>) -> Fetched {
        let settings = FetchSettings { allow_private_addresses: true, ca_file, ..FetchSettings::default() };
        let fetcher = Fetcher::new(&settings).expect("good settings");
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let url = format!("https://localhost:{}/feed", self.port);
        fetcher.fetch(&url, &Validators::default(), &RequestManner::default(), Lane::Usual, now).await.0
    }
}

/// Answers every stream of a connection with the version of HTTP and the path that were asked.
async fn answer(acceptor: TlsAcceptor, stream: TcpStream) -> Option<()> {
    let stream = acceptor.accept(stream).await.ok()?;
    let mut connection = h2::server::handshake(stream).await.ok()?;
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let said = format!("{:?} {}", request.version(), request.uri().path());
        let mut body = respond.send_response(http::Response::new(()), false).ok()?;
        body.send_data(said.into_bytes().into(), true).ok()?;
    }
    Some(())
}

fn failure(fetched: Fetched) -> String {
    match fetched {
        Fetched::Failed(failure) if failure.kind == FailureKind::Network => failure.message,
        other => panic!("no failure of the network: {other:?}"),
    }
}

#[tokio::test]
async fn http_2_is_spoken_where_the_server_does() {
    let server = TlsServer::start("localhost").await;
    match server.ask(Some(server.ca_file())).await {
        Fetched::Body { bytes, .. } => assert_eq!(String::from_utf8_lossy(&bytes), "HTTP/2.0 /feed"),
        other => panic!("not a body: {other:?}"),
    }
}

#[tokio::test]
async fn f15_certificates_are_checked_and_fail_with_their_reason() {
    let server = TlsServer::start("localhost").await;
    let unknown = failure(server.ask(None).await);
    assert!(unknown.contains("certificate"), "{unknown}");
    let other = TlsServer::start("example.org").await;
    let wrong_name = failure(other.ask(Some(other.ca_file())).await);
    assert!(wrong_name.contains("certificate"), "{wrong_name}");
    assert_ne!(unknown, wrong_name);
}

#[test]
fn f15_a_file_without_certificates_is_refused() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("ca.pem");
    for text in [None, Some(""), Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")] {
        text.map_or(Ok(()), |text| std::fs::write(&path, text)).expect("the folder is ours");
        let settings = FetchSettings { ca_file: Some(path.clone()), ..FetchSettings::default() };
        let refused = Fetcher::new(&settings).err();
        assert!(matches!(refused, Some(ReachError::Certificates { .. } | ReachError::Client(_))), "{text:?}");
    }
}
