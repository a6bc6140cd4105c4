//! A signpost by which commands find the daemon of a settings file whose database is another by now.

use std::io;
use std::path::{Path, PathBuf};

/// Shows the way to a daemon's database for as long as it stands.
pub(super) struct Signpost {
    #[cfg(target_os = "linux")]
    standing: tokio::task::JoinHandle<()>,
}

/// Where the daemon that was started with this settings file has its database; `None` where none says so.
///
/// Anybody on the machine may put up a false one: ask what it leads to for nothing but to reload and how it is.
pub(crate) fn database_of(config: &Path) -> Option<PathBuf> {
    way::ask(config).ok()
}

impl Signpost {
    /// Puts it up. Where the system has no such thing, none stands.
    pub(super) fn put_up(config: &Path, database: &Path) -> io::Result<Self> {
        way::put_up(config, database)
    }
}

#[cfg(target_os = "linux")]
impl Drop for Signpost {
    fn drop(&mut self) {
        self.standing.abort();
    }
}

#[cfg(target_os = "linux")]
mod way {
    use std::ffi::OsString;
    use std::io::{self, Read as _};
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use tokio::io::AsyncWriteExt as _;
    use xxhash_rust::xxh3::xxh3_128;

    use super::Signpost;

    /// How long the way is listened for.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// A longer answer is none.
    const LONGEST_PATH: u64 = 4096;

    /// A name without a file, that goes with the process: the settings may lie where the service may not write, and the
    /// database is what is looked for.
    fn name(config: &Path) -> io::Result<SocketAddr> {
        let config = std::path::absolute(config).and_then(|path| path.canonicalize().or(Ok(path)))?;
        let name = format!("wirewatch/{:032x}", xxh3_128(config.as_os_str().as_bytes()));
        SocketAddr::from_abstract_name(name)
    }

    pub(super) fn put_up(config: &Path, database: &Path) -> io::Result<Signpost> {
        let database = std::path::absolute(database)?;
        let listener = UnixListener::bind_addr(&name(config)?)?;
        listener.set_nonblocking(true)?;
        let listener = tokio::net::UnixListener::from_std(listener)?;
        let standing = tokio::spawn(async move {
            while let Ok((mut asking, _)) = listener.accept().await {
                let _ = asking.write_all(database.as_os_str().as_bytes()).await;
            }
        });
        Ok(Signpost { standing })
    }

    pub(super) fn ask(config: &Path) -> io::Result<PathBuf> {
        let stream = UnixStream::connect_addr(&name(config)?)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut path = Vec::new();
        stream.take(LONGEST_PATH).read_to_end(&mut path)?;
        Ok(OsString::from_vec(path).into())
    }
}

#[cfg(not(target_os = "linux"))]
mod way {
    use std::io;
    use std::path::{Path, PathBuf};

    use super::Signpost;

    pub(super) fn put_up(_config: &Path, _database: &Path) -> io::Result<Signpost> {
        Ok(Signpost {})
    }

    pub(super) fn ask(_config: &Path) -> io::Result<PathBuf> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[tokio::test(flavor = "multi_thread")]
    async fn it_leads_to_the_database_by_whatever_name_of_the_settings_and_goes_with_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("wirewatch.toml");
        std::fs::write(&config, "").unwrap();
        assert_eq!(database_of(&config), None);
        let database = folder.path().join("w.db");
        let signpost = Signpost::put_up(&config, &database).unwrap();
        for config in [config.clone(), folder.path().join(".").join("wirewatch.toml")] {
            assert_eq!(
                tokio::task::spawn_blocking(move || database_of(&config)).await.unwrap(),
                Some(database.clone())
            );
        }
        let other = folder.path().join("other.toml");
        assert_eq!(database_of(&other), None);
        drop(signpost);
    }
}
