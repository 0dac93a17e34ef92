//! A web server of another origin, with the pages of a publisher's own shop.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// A page: its kind and its bytes.
pub type Page = (&'static str, Vec<u8>);

/// Opens the shop, which answers a path with what `find` finds, until the test ends. Returns its URL.
pub fn open(find: impl Fn(&str) -> Option<Page> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let find = Arc::new(find);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let find = Arc::clone(&find);
            std::thread::spawn(move || serve(stream, &*find));
        }
    });
    url
}

fn serve(stream: TcpStream, find: &dyn Fn(&str) -> Option<Page>) {
    let mut request = String::new();
    if BufReader::new(&stream).read_line(&mut request).is_err() {
        return;
    }
    let path = request.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
    let (status, (kind, body)) =
        find(path).map_or(("404 Not Found", ("text/plain", Vec::new())), |page| ("200 OK", page));
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let sent = (&stream).write_all(head.as_bytes()).and_then(|()| (&stream).write_all(&body));
    drop(sent);
}
