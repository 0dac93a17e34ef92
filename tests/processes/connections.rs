//! The connections of browsers, as the running program has them.

use crate::program::Installation;
use crate::site::left_out;
use crate::visitor::Visitor;
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};
use socket2::SockRef;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// Whether the process sends what it writes to the connection from `client` at once (`TCP_NODELAY`); none where this
/// machine does not let a process look at the sockets of its child.
fn sends_at_once(process: u32, client: SocketAddr) -> Option<bool> {
    let pid = Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    let handle = pidfd_open(pid, PidfdFlags::empty()).ok()?;
    for entry in std::fs::read_dir(format!("/proc/{process}/fd")).unwrap().flatten() {
        let is_socket = std::fs::read_link(entry.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"));
        if !is_socket {
            continue;
        }
        let number = entry.file_name().to_string_lossy().parse().unwrap();
        let socket = match pidfd_getfd(&handle, number, PidfdGetfdFlags::empty()) {
            Ok(socket) => socket,
            Err(Errno::BADF) => continue,
            Err(_) => return None,
        };
        let socket = SockRef::from(&socket);
        if socket.peer_addr().ok().and_then(|peer| peer.as_socket()) == Some(client) {
            return Some(socket.tcp_nodelay().unwrap());
        }
    }
    panic!("the process has no connection from {client}");
}

#[test]
fn an_answer_of_two_parts_does_not_wait_until_the_first_is_acknowledged() {
    let installation = Installation::on_sqlite();
    let program = installation.start("data");
    assert_eq!(Visitor::at(&program.url, "en").get("/healthz").status, 200);
    let address = program.url.strip_prefix("http://").unwrap();
    let mut browser = TcpStream::connect(address).unwrap();
    write!(browser, "GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    assert_ne!(browser.read(&mut [0; 64]).unwrap(), 0, "the program answers");
    match sends_at_once(program.id(), browser.local_addr().unwrap()) {
        Some(at_once) => assert!(at_once, "small parts wait for an acknowledgement"),
        None => left_out("whether answers are sent at once, as this machine keeps the sockets of a child to itself"),
    }
}
