//! What a push message says, in one text for two kinds of browsers: those with Declarative Web Push show `notification`
//! by themselves, and the worker of all others is handed the same.

use serde::Serialize;

/// What marks a declarative message: the number of the standard of Web Push.
const MARK: u32 = 8030;

/// What a browser shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message<'a> {
    pub title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub body: &'a str,
    /// The page that a click opens.
    pub navigate: &'a str,
    /// A second notification with the tag takes the place of the first.
    pub tag: &'a str,
    /// The language of the texts, such as `fr`.
    pub lang: &'a str,
    pub dir: Direction,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub actions: &'a [Button<'a>],
    /// A message that is repeated is no news: it makes no sound.
    pub renotify: bool,
}

/// A button of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Button<'a> {
    pub action: &'a str,
    pub title: &'a str,
    pub navigate: &'a str,
}

/// The direction of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Ltr,
    Rtl,
}

impl Direction {
    /// That of a language, by the first part of its tag.
    pub fn of(language: &str) -> Self {
        // Those of the Unicode CLDR that are written from right to left without saying their script.
        const RIGHT_TO_LEFT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "iw", "ps", "ug", "ur", "yi"];
        let first = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        if RIGHT_TO_LEFT.contains(&first.as_str()) { Self::Rtl } else { Self::Ltr }
    }
}

#[derive(Serialize)]
struct Whole<'a> {
    web_push: u32,
    notification: &'a Message<'a>,
    engage: Engage<'a>,
}

#[derive(Serialize)]
struct Engage<'a> {
    /// By which the browser says what became of the message.
    token: &'a str,
    /// Where it says so.
    events: &'a str,
}

impl Message<'_> {
    /// The text of the message, which is sealed for the browser, with its token and where the browser brings it.
    pub fn text(&self, token: &str, events: &str) -> serde_json::Result<String> {
        serde_json::to_string(&Whole { web_push: MARK, notification: self, engage: Engage { token, events } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_declarative_and_carries_its_token() {
        let message = Message {
            title: "Ça y est",
            body: "",
            navigate: "https://example.org/n/1",
            tag: "n-1",
            lang: "fr",
            dir: Direction::of("fr"),
            icon: None,
            image: None,
            actions: &[Button { action: "stop", title: "Stop", navigate: "https://example.org/u/1" }],
            renotify: false,
        };
        let text = message.text("abc", "https://e/").unwrap();
        assert!(text.starts_with(r#"{"web_push":8030,"notification":{"title":"Ça y est","navigate":"#), "{text}");
        assert!(text.ends_with(r#""renotify":false},"engage":{"token":"abc","events":"https://e/"}}"#), "{text}");
        assert_eq!((Direction::of("he-IL"), Direction::of("heb")), (Direction::Rtl, Direction::Ltr));
    }
}
