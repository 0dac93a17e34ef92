//! Control characters in a posted form, such as NUL, which PostgreSQL accepts in no text. They are reported beside the
//! field that they were typed in, where each is shown as `�`.

use super::super::address::encoded;
use super::super::error::PageError;
use crate::text::{has_controls, is_control};
use std::borrow::Cow;

/// What a control character is shown as: the replacement character.
const MARK: char = '\u{FFFD}';

/// The form with each control character replaced by a mark, and the ids of the fields that have one. A control
/// character in a field that is not shown means that none of our pages posted the form.
pub fn marked(body: &[u8], id_of: impl Fn(&str) -> Option<String>) -> Result<(Cow<'_, [u8]>, Vec<String>), PageError> {
    if !has_controls(body) {
        return Ok((Cow::Borrowed(body), Vec::new()));
    }
    let (mut clean, mut fields) = (String::new(), Vec::new());
    for (name, value) in url::form_urlencoded::parse(body) {
        if name.contains(is_control) {
            return Err(PageError::Unreadable);
        }
        let value = if value.contains(is_control) {
            fields.push(id_of(&name).ok_or(PageError::Unreadable)?);
            Cow::Owned(value.replace(is_control, &MARK.to_string()))
        } else {
            value
        };
        clean.push_str(&format!("{}={}&", encoded_name(&name), encoded(&value)));
    }
    Ok((Cow::Owned(clean.into_bytes()), fields))
}

/// A field's name, percent-encoded except for its brackets, which number the rows.
pub fn encoded_name(name: &str) -> String {
    encoded(name).replace("%5B", "[").replace("%5D", "]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(body: &str) -> Option<(String, Vec<String>)> {
        let found = marked(body.as_bytes(), |name| name.starts_with("name").then(|| name.to_owned()));
        found.ok().map(|(body, fields)| (String::from_utf8_lossy(&body).into_owned(), fields))
    }

    #[test]
    fn a_control_character_is_marked_in_its_field_and_refused_elsewhere() {
        assert_eq!(marks("a=b%20c&name=%0D%0A"), Some((String::from("a=b%20c&name=%0D%0A"), Vec::new())));
        let (body, fields) = marks("name[x]=a%00b&c=d").unwrap();
        assert_eq!((body.as_str(), fields), ("name[x]=a%EF%BF%BDb&c=d&", vec![String::from("name[x]")]));
        for hostile in ["other=%00", "na\0me=a", "x%00=a&name=%00", "name=a&seen=%7F"] {
            assert_eq!(marks(hostile), None, "{hostile:?}");
        }
    }
}
