//! Posted forms with nested rows, URL-encoded and multipart: read or refused, never more than was sent.

use crate::driver::{answer, fuzz};
use actix_web::FromRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::TestRequest;
use engage::web::form::{Posted, PostedForm};
use serde::Deserialize;
use std::collections::BTreeMap;
use validator::Validate;

const WORDS: [&str; 26] = [
    "name=",
    "&",
    "=",
    "filters[0][mode]=include",
    "filters[0][conditions][1][attribute]=age",
    "filters[4294967295]",
    "[",
    "]",
    "[]",
    "%5B",
    "%5D",
    "%00",
    "%FF",
    "+",
    "values[]=a",
    "values[0]=b",
    "\r\n",
    "--x\r\n",
    "--x--\r\n",
    "\r\n\r\n",
    "Content-Disposition: form-data; name=\"name\"",
    "Content-Disposition: form-data; name=\"file\"; filename=\"a\"",
    "Content-Type: text/plain",
    "filters[0][conditions][0][values][0]=FR",
    "addresses=a@example.org",
    "do=save",
];

/// The shape of the form of a group.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
struct Form {
    name: String,
    addresses: String,
    filters: BTreeMap<u32, Filter>,
}

impl PostedForm for Form {
    const FIELDS: &'static [&'static str] = &["name", "addresses"];
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Filter {
    mode: String,
    conditions: BTreeMap<u32, Condition>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Condition {
    attribute: String,
    value: String,
    values: Vec<String>,
}

#[test]
fn forms_are_read_whatever_is_posted() {
    let system = actix_web::rt::System::new();
    fuzz("forms", Vec::new(), &WORDS, |bytes| {
        // Inputs whose first line is a boundary are sent in parts.
        let kind = if bytes.starts_with(b"--x") {
            "multipart/form-data; boundary=x"
        } else {
            "application/x-www-form-urlencoded"
        };
        let request = TestRequest::post().insert_header((CONTENT_TYPE, kind)).set_payload(bytes.to_vec());
        let (request, mut payload) = request.to_http_parts();
        let Ok(read) = system.block_on(Posted::<Form>::from_request(&request, &mut payload)) else { return 0 };
        let conditions = || read.form.filters.values().flat_map(|filter| filter.conditions.values());
        let texts = [&read.form.name, &read.form.addresses].into_iter();
        let texts = texts.chain(read.form.filters.values().map(|filter| &filter.mode));
        let texts = texts.chain(conditions().flat_map(|one| one.values.iter().chain([&one.attribute, &one.value])));
        // A byte that is no text may become a mark of three.
        let file_bytes = read.file.map_or(0, |file| file.bytes as usize);
        let size = file_bytes + texts.map(String::len).sum::<usize>();
        assert!(size <= 3 * bytes.len(), "{size} of {} bytes", bytes.len());
        answer((
            file_bytes.min(2),
            read.form.name.len().min(2),
            read.form.filters.len().min(5),
            conditions().count().min(8),
        ))
    });
}
