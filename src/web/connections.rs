//! Limits on connections, in all and from one network, and on how long a response waits for its client to read it.

use super::network::network;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use ipnet::IpNet;
use socket2::SockRef;
use std::any::Any;
use std::collections::HashMap;
use std::net::{IpAddr, Shutdown};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long response data may wait for its client before the operating system closes the connection: longer than a
/// phone is without a network in a tunnel, and short enough that clients that never read cannot collect connections.
const UNREAD: Duration = Duration::from_secs(30);

/// File descriptors reserved for everything but browser connections: the connections to the database, the files being
/// imported or exported, and a file of columns for each app being read, which are some dozens each.
const RESERVED_FILES: u64 = 200;

/// The most connections at once, even if the system allows more files: each takes about 10 kB.
const MOST: u64 = 10_000;

/// The open connections.
#[derive(Debug)]
pub struct Connections {
    /// The limit for one network.
    of_a_network: usize,
    /// Trusted proxies, which connect on behalf of many clients and have no limit.
    proxies: Vec<IpNet>,
    counts: Mutex<HashMap<IpNet, usize>>,
}

/// A connection that is counted until this is dropped.
pub struct Counted {
    connections: Arc<Connections>,
    network: IpNet,
}

/// Raises the limit of open files to the maximum, and returns how many connections fit into it.
pub fn most() -> u64 {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        log::warn!("the limit of open files cannot be raised: {error}");
        1_024
    });
    files.saturating_sub(RESERVED_FILES).clamp(64, MOST)
}

impl Connections {
    pub fn new(of_a_network: usize, proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { of_a_network, proxies, counts: Mutex::default() })
    }

    /// Counts a new connection, or closes it at once if its network has too many.
    pub fn opened(self: &Arc<Self>, stream: &dyn Any, connection: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else { return };
        let socket = SockRef::from(stream);
        match stream.peer_addr().map(|peer| self.count(peer.ip())) {
            Ok(Some(counted)) => {
                connection.insert(counted);
            }
            // The client may have closed it already.
            Ok(None) | Err(_) => drop(socket.shutdown(Shutdown::Both)),
        }
        #[cfg(any(target_os = "linux", target_os = "android"))]
        if let Err(error) = socket.set_tcp_user_timeout(Some(UNREAD)) {
            log::debug!("unread answers of a connection are not given up: {error}");
        }
    }

    fn count(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let network = network(address);
        let mut counts = self.counts();
        let count = counts.entry(network).or_default();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(&address.to_canonical()));
        if *count >= self.of_a_network && !is_proxy {
            return None;
        }
        *count += 1;
        Some(Counted { connections: Arc::clone(self), network })
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<IpNet, usize>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut counts = self.connections.counts();
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_has_its_share_and_a_proxy_that_of_many() {
        let connections = Connections::new(2, vec!["10.0.0.0/8".parse().unwrap()]);
        let open = |address: &str| connections.count(address.parse().unwrap());
        let first = [open("192.0.2.1"), open("192.0.2.1")];
        assert!(first.iter().all(Option::is_some) && open("::ffff:192.0.2.1").is_none() && open("192.0.2.2").is_some());
        let proxied = [open("10.0.0.1"), open("10.0.0.1"), open("10.0.0.1")];
        assert!(proxied.iter().all(Option::is_some));
        drop(first);
        assert!(open("192.0.2.1").is_some());
        drop(proxied);
        assert!(connections.counts().is_empty(), "ended connections leave nothing behind");
    }

    #[tokio::test]
    async fn a_refused_connection_is_ended_and_another_gives_up_unread_answers() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Connections::new(1, Vec::new());
        let mut kept = Vec::new();
        for is_taken in [true, false] {
            let client = std::net::TcpStream::connect(address).unwrap();
            let (server, _) = listener.accept().await.unwrap();
            let mut data = Extensions::new();
            connections.opened(&server, &mut data);
            assert_eq!(data.contains::<Counted>(), is_taken);
            #[cfg(target_os = "linux")]
            assert_eq!(SockRef::from(&server).tcp_user_timeout().unwrap(), Some(UNREAD));
            if !is_taken {
                assert_eq!(std::io::Read::read(&mut &client, &mut [0]).unwrap(), 0, "the connection has ended");
            }
            kept.push((client, server, data));
        }
    }
}
