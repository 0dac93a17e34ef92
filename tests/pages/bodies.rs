//! What the program reads of a request's body: no more than the page needs, of those who may post there, and never packed.

use crate::access::colleague;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::access::Role;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The first line that the program answers to these bytes; nothing more is sent.
fn answer(site: &Site, request: &str) -> String {
    let mut stream = TcpStream::connect(site.url.trim_start_matches("http://")).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    while !answer.contains('\n') {
        let mut bytes = [0; 1_024];
        let read = stream.read(&mut bytes).unwrap();
        assert_ne!(read, 0, "an answer before the end");
        answer.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    answer.lines().next().unwrap_or_default().to_owned()
}

/// The head of a form that says how long its body is, and a byte of it.
fn started_post(site: &Site, path: &str, length: usize, header: &str) -> String {
    let host = site.url.trim_start_matches("http://");
    let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    format!("{head}{header}Content-Length: {length}\r\n\r\nx")
}

on_both_databases! {
    fn a_large_body_is_refused_before_it_is_sent(site: &Site) {
        for path in ["/sign-in", "/setup/none"] {
            assert_eq!(answer(site, &started_post(site, path, 16_385, "")), "HTTP/1.1 413 Payload Too Large", "{path}");
        }
        let visitor = signed_in_visitor(site);
        let long = "x".repeat(17_000);
        let refused = visitor.post("/apps/new", &[("name", &long), ("platform", "web")]);
        assert_eq!((refused.status, refused.select("h1").len()), (413, 1));
        let text = refused.select("main p").swap_remove(0);
        assert!(text.contains("at most 16 kB") && text.contains("Back button"), "{text}");
        assert_eq!(visitor.post("/groups/preview", &[("name", &long)]).status, 200);
    }

    fn the_body_of_a_visitor_who_may_not_post_is_not_read(site: &Site) {
        signed_in_visitor(site);
        for path in ["/groups/new", "/groups/preview", "/imports/new"] {
            let line = answer(site, &started_post(site, path, 8_000_000, ""));
            assert_eq!(line, "HTTP/1.1 303 See Other", "{path}");
        }
        let viewer = colleague(site, Role::Viewer);
        let fields = vec![("name", "x".repeat(8_000_000))];
        let sent = viewer.posting("/groups/new").form(&fields).send();
        assert!(sent.is_err() || sent.is_ok_and(|answer| answer.status() == 403), "refused, whether or not it was all sent");
    }

    fn a_body_that_continues_after_its_response_is_cut_off(site: &Site) {
        let host = site.url.trim_start_matches("http://");
        for path in ["/sign-in", "/nowhere", "/groups/new", "/imports/new"] {
            let mut stream = TcpStream::connect(host).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            // A body that says no length, of which more is sent than is read, and no end.
            let kind = "Content-Type: application/x-www-form-urlencoded";
            let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\n{kind}\r\nTransfer-Encoding: chunked\r\n\r\n");
            let chunk = format!("5000\r\n{}\r\n", "x".repeat(0x5000));
            stream.write_all((head + &chunk).as_bytes()).unwrap();
            let mut answer = Vec::new();
            let is_ended = stream.read_to_end(&mut answer).is_ok();
            let answer = String::from_utf8_lossy(&answer).to_lowercase();
            assert!(answer.starts_with("http/1.1 ") && answer.contains("connection: close"), "{path}: {answer}");
            assert!(is_ended, "{path} is read on");
        }
        let visitor = signed_in_visitor(site);
        let whole = visitor.posting("/settings/language").body(reqwest::blocking::Body::new(std::io::Cursor::new("language=fr")));
        let whole = whole.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(visitor.send("/settings/language", whole).status, 303, "a body without a length is read to its end");
    }

    fn a_compressed_body_is_refused(site: &Site) {
        let packed = started_post(site, "/sign-in", 100, "Content-Encoding: gzip\r\n");
        assert_eq!(answer(site, &packed), "HTTP/1.1 415 Unsupported Media Type");
    }

    fn a_form_is_posted_as_a_form(site: &Site) {
        let owner = signed_in_visitor(site);
        for kind in ["text/plain", "application/json", "image/png"] {
            let post = owner.posting("/groups/new").header("content-type", kind).body("name=x&kind=segment");
            assert_eq!(owner.send("/groups/new", post).status, 415, "{kind}");
        }
    }

    fn parts_and_names_of_a_form_with_a_file_are_counted(site: &Site) {
        let owner = signed_in_visitor(site);
        let post = |path: &str, parts: usize, name: &str| {
            let part = |number: usize| format!("--x\r\nContent-Disposition: form-data; name=\"{name}{number}\"\r\n\r\nv\r\n");
            let body = (0..parts).map(part).collect::<String>() + "--x--\r\n";
            let kind = "multipart/form-data; boundary=x";
            let sent = owner.posting(path).header("content-type", kind).body(body).send();
            sent.map_or(413, |answer| answer.status().as_u16())
        };
        assert_eq!((post("/imports/new", 10, "f"), post("/imports/new", 11, "f")), (422, 413));
        assert_eq!((post("/groups/new", 100, "f"), post("/groups/new", 42_000, "f")), (200, 413));
        assert_eq!(post("/groups/new", 900, &"n".repeat(10_000)), 413);
        assert_eq!(Visitor::new(site).get("/sign-in").status, 200);
    }
}
