//! What a notification says, in each language.

use super::placeholders::{self, PlaceholderError};
use crate::push::message::{Button, Direction, Message};
use crate::push::sealing::LONGEST;
use crate::segments::Catalogue;
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;
use url::Url;

/// The longest title and body, in characters: what devices show of them.
pub const LONGEST_TITLE: usize = 65;
pub const LONGEST_BODY: usize = 240;

/// The longest address of a page or picture, in characters: what browsers take.
pub const LONGEST_URL: usize = 1_000;

/// The most texts of a notification: twenty languages, or four variants in ten.
pub const MOST_TEXTS: usize = 40;

/// The characters of a token, and of the addresses in a message that have one.
const TOKEN: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

/// The most variants of a notification, and the letters by which people know them.
pub const MOST_VARIANTS: usize = 4;
pub const VARIANTS: [&str; MOST_VARIANTS] = ["A", "B", "C", "D"];

/// A notification in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// A tag of BCP 47, such as `fr`.
    pub language: String,
    pub title: String,
    pub body: String,
    /// The page that a click opens.
    pub target: String,
    /// The address of a picture; empty for none.
    #[serde(default)]
    pub icon: String,
    /// The place of the variant that it is a text of.
    #[serde(default, skip_serializing_if = "is_first")]
    pub variant: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_first(variant: &usize) -> bool {
    *variant == 0
}

/// A field of a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordingField {
    Language,
    Title,
    Body,
    Target,
    Icon,
    Variant,
}

/// What is wrong with a wording; the message `wording-{word}` says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordingError {
    Language,
    /// Another wording of the variant is in this language.
    LanguageTwice,
    /// There are more variants than there may be, or none of the ones before it.
    Variant,
    NoTitle,
    TooLong(usize),
    Url,
    /// The message has more bytes than a push service takes.
    TooManyBytes,
    /// Of a value of the person.
    Placeholder(PlaceholderError),
}

/// Where browsers find the program: its origin, as it stands in messages.
#[derive(Clone, Debug)]
pub struct Links {
    pub origin: String,
}

impl Links {
    /// Where a browser says what became of a message.
    pub fn events(&self) -> String {
        format!("{}/push/v1/events", self.origin)
    }

    /// The link of a message, which leads on to its page.
    pub fn click(&self, token: &str) -> String {
        format!("{}/n/{token}", self.origin)
    }

    /// Where whoever follows the link is not written to any more.
    pub fn unsubscribe(&self, token: &str) -> String {
        format!("{}/unsubscribe/{token}", self.origin)
    }
}

/// What each message of a notification shares.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub links: &'a Links,
    /// One that replaces another has the same.
    pub tag: &'a str,
    /// Whether it has a button with which people take back what they allowed.
    pub can_unsubscribe: bool,
    /// Where a click leads, instead of to the link by which it is counted.
    pub leads_to: Option<&'a str>,
}

impl Wording {
    /// The wording with its texts trimmed and its language in the usual letters, or what is wrong with it.
    pub fn checked(&self, links: &Links, catalogue: &Catalogue) -> Result<Self, Vec<(WordingField, WordingError)>> {
        let mut errors = Vec::new();
        let language = self.language.trim().parse::<LanguageIdentifier>().map(|language| language.to_string());
        let clean = Self {
            language: language.as_ref().map(String::clone).unwrap_or_default(),
            title: self.title.trim().to_owned(),
            body: self.body.trim().replace("\r\n", "\n"),
            target: self.target.trim().to_owned(),
            icon: self.icon.trim().to_owned(),
            variant: self.variant,
        };
        if language.is_err() || clean.language.len() > 35 {
            errors.push((WordingField::Language, WordingError::Language));
        }
        if clean.title.is_empty() {
            errors.push((WordingField::Title, WordingError::NoTitle));
        }
        let shown = clean.for_anybody();
        for (field, (text, shown), most) in [
            (WordingField::Title, (&clean.title, shown.title), LONGEST_TITLE),
            (WordingField::Body, (&clean.body, shown.body), LONGEST_BODY),
        ] {
            if shown.chars().count() > most {
                errors.push((field, WordingError::TooLong(most)));
            } else if let Some(error) = placeholders::check(text, catalogue) {
                errors.push((field, WordingError::Placeholder(error)));
            }
        }
        let is_url = |text: &str| {
            let is_web = Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.has_host());
            is_web && text.chars().count() <= LONGEST_URL
        };
        if !is_url(&clean.target) {
            errors.push((WordingField::Target, WordingError::Url));
        }
        if !clean.icon.is_empty() && !is_url(&clean.icon) {
            errors.push((WordingField::Icon, WordingError::Url));
        }
        if errors.is_empty() && clean.bytes(links) > LONGEST {
            errors.push((WordingField::Body, WordingError::TooManyBytes));
        }
        if errors.is_empty() { Ok(clean) } else { Err(errors) }
    }

    /// The bytes of its longest message: every value of a person is as long as one can be.
    pub fn bytes(&self, links: &Links) -> usize {
        // A tag has at most 12 characters.
        let frame = Frame { links, tag: "n-2147483647", can_unsubscribe: true, leads_to: None };
        self.longest().text(frame, TOKEN).len()
    }

    /// The message with this token.
    pub fn text(&self, frame: Frame<'_>, token: &str) -> String {
        let (click, events) = (frame.links.click(token), frame.links.events());
        let unsubscribe = frame.links.unsubscribe(token);
        let title = if self.language.starts_with("fr") { "Ne plus recevoir" } else { "Unsubscribe" };
        let button = [Button { action: "unsubscribe", title, navigate: &unsubscribe }];
        let message = Message {
            title: &self.title,
            body: &self.body,
            navigate: frame.leads_to.unwrap_or(&click),
            tag: frame.tag,
            lang: &self.language,
            dir: Direction::of(&self.language),
            icon: Some(self.icon.as_str()).filter(|icon| !icon.is_empty()),
            image: None,
            actions: if frame.can_unsubscribe { &button } else { &[] },
            renotify: false,
        };
        // A message is texts, which always become JSON.
        message.text(token, &events).unwrap_or_default()
    }
}

/// The wordings of a notification.
pub fn read(contents: &str) -> Vec<Wording> {
    serde_json::from_str(contents).unwrap_or_default()
}

/// The place of the wording of a variant for a browser with this language: the same tag, then the same language, then the first
/// of the variant.
pub fn place_for(wordings: &[Wording], of: (i32, &str)) -> usize {
    let first = || wordings.iter().position(|wording| i32::try_from(wording.variant) == Ok(of.0));
    place_in(wordings, of).or_else(first).unwrap_or(0)
}

/// The place of the wording of a variant in this language, or in another kind of it; `None` if there is none.
pub fn place_in(wordings: &[Wording], (variant, language): (i32, &str)) -> Option<usize> {
    let main = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let own = |wording: &Wording| i32::try_from(wording.variant) == Ok(variant);
    let place = |fits: &dyn Fn(&Wording) -> bool| wordings.iter().position(|wording| own(wording) && fits(wording));
    let same = place(&|wording| wording.language.eq_ignore_ascii_case(language));
    same.or_else(|| place(&|wording| main(&wording.language) == main(language)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(language: &str) -> Wording {
        let (title, target) = (String::from("Spring"), String::from("https://example.org/spring"));
        Wording { language: language.to_owned(), title, target, ..Wording::default() }
    }

    fn checked(wording: &Wording) -> Result<Wording, Vec<(WordingField, WordingError)>> {
        wording.checked(&links(), &Catalogue::default())
    }

    fn links() -> Links {
        Links { origin: String::from("https://engage.example.org") }
    }

    #[test]
    fn a_browser_gets_its_language_or_the_first() {
        let wordings = ["en", "fr", "pt-BR"].map(wording);
        let of = |variant, language| place_for(&wordings, (variant, language));
        let places = ["en", "fr-CA", "pt-BR", "pt", "de", ""].map(|language| of(0, language));
        assert_eq!(places, [0, 1, 2, 2, 0, 0]);
        let second = |wording: Wording| Wording { variant: 1, ..wording };
        let wordings = [wording("en"), second(wording("fr")), second(wording("en"))];
        assert_eq!(["fr", "en", "de"].map(|language| place_for(&wordings, (1, language))), [1, 2, 1]);
        assert_eq!(place_for(&wordings, (0, "fr")), 0);
    }

    #[test]
    fn what_a_device_or_a_push_service_does_not_take_is_refused() {
        let wrong = |change: fn(&mut Wording)| {
            let mut one = wording("fr-fr");
            change(&mut one);
            checked(&one).map_err(|errors| errors[0]).err()
        };
        assert_eq!(checked(&wording(" fr-fr ")).unwrap().language, "fr-FR");
        assert_eq!(wrong(|_| ()), None);
        assert_eq!(wrong(|one| one.language.clear()), Some((WordingField::Language, WordingError::Language)));
        assert_eq!(wrong(|one| one.title = String::from(" ")), Some((WordingField::Title, WordingError::NoTitle)));
        let long = Some((WordingField::Title, WordingError::TooLong(65)));
        assert_eq!(wrong(|one| one.title = "é".repeat(66)), long);
        assert_eq!(wrong(|one| one.body = "x".repeat(241)), Some((WordingField::Body, WordingError::TooLong(240))));
        for target in ["", "http://example.org/", "javascript:alert(1)", "https://"] {
            let mut one = wording("fr");
            one.target = target.to_owned();
            assert_eq!(checked(&one).unwrap_err(), [(WordingField::Target, WordingError::Url)], "{target}");
        }
        // The longest texts fit, in any letters.
        let full = Wording {
            title: "😀".repeat(LONGEST_TITLE),
            body: "\"".repeat(LONGEST_BODY),
            icon: format!("https://example.org/{}", "x".repeat(980)),
            ..wording("fr")
        };
        assert!(checked(&full).unwrap().bytes(&links()) <= LONGEST);
    }

    #[test]
    fn all_messages_of_a_wording_have_one_length_but_for_the_tag() {
        let (one, links) = (wording("en"), links());
        let frame = Frame { links: &links, tag: "n-7", can_unsubscribe: true, leads_to: None };
        let texts = [TOKEN, "abcdefghijklmnopqrstuvwxyzabcdef"].map(|token| one.text(frame, token));
        assert_eq!(texts[0].len(), texts[1].len());
        assert!(texts[1].contains("https://engage.example.org/n/abcdefghijklmnopqrstuvwxyzabcdef"));
        assert!(one.bytes(&links) >= texts[0].len());
    }
}
