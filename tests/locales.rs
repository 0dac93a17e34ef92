//! The two languages say the same things, say everything that the program asks for, and French keeps its spaces.

use engage::audit::{Action, ActorKind, Field, SubjectKind};
use engage::locale::Locale;
use engage::segments::catalogue::ATTRIBUTES;
use engage::segments::{Category, Choices, Key, Operator};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const NO_BREAK: char = '\u{A0}';
const NARROW_NO_BREAK: char = '\u{202F}';

#[test]
fn each_language_has_the_messages_and_variables_of_the_other() {
    let (english, french) = (messages("en"), messages("fr"));
    let variables = |messages: &BTreeMap<String, String>| -> BTreeMap<String, BTreeSet<String>> {
        messages.iter().map(|(key, text)| (key.clone(), variables_of(text))).collect()
    };
    let (english, french) = (variables(&english), variables(&french));
    for (key, variables) in &english {
        assert_eq!(Some(variables), french.get(key), "{key} in French");
    }
    for key in french.keys() {
        assert!(english.contains_key(key), "{key} in English");
    }
}

#[test]
fn both_languages_have_the_same_files() {
    let names =
        |tag| files_under(&root().join("locales").join(tag), "ftl").iter().map(|path| file_name(path)).collect();
    let (english, french): (BTreeSet<_>, BTreeSet<_>) = (names("en"), names("fr"));
    assert_eq!(english, french);
    assert!(english.len() >= 8);
}

#[test]
fn every_message_that_the_program_names_exists() {
    let known = messages("en");
    let mut missing = Vec::new();
    let mut found = 0;
    for (folder, extension) in [("src", "rs"), ("templates", "html")] {
        let files = files_under(&root().join(folder), extension);
        for path in files.iter().filter(|path| !file_name(path).ends_with("_tests.rs")) {
            let source = fs::read_to_string(path).unwrap();
            for key in keys_named_in(program_part(&source)) {
                found += 1;
                if !known.contains_key(key) {
                    missing.push(format!("{key} in {}", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(found >= 3, "the search finds keys at all");
}

#[test]
fn every_message_is_used() {
    let folders = [("src", "rs"), ("templates", "html"), ("static", "js")];
    let files = folders.iter().flat_map(|(folder, extension)| files_under(&root().join(folder), extension));
    let sources: Vec<String> = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    let used = Used::of(sources.iter().map(|source| program_part(source)));
    let unused: Vec<String> = messages("en").into_keys().filter(|key| !used.is_used(key)).collect();
    assert!(unused.is_empty(), "nothing shows {unused:#?}");
    assert!(!used.is_used("no-such-message"), "not everything counts as used");
}

#[test]
fn everything_in_the_catalogue_has_a_name() {
    for locale in Locale::ALL {
        let named = |key: String| assert!(locale.find(&key, &[]).is_some(), "{key} in {}", locale.tag());
        Category::ALL.iter().for_each(|category| named(category.message().to_owned()));
        Operator::ALL.iter().for_each(|operator| named(format!("operator-{}", operator.word().replace('_', "-"))));
        for attribute in ATTRIBUTES.iter() {
            let key = attribute.key.to_string().replace('_', "-");
            named(format!("attribute-{key}"));
            named(format!("phrase-{key}"));
            if let Choices::Closed(codes) = attribute.choices {
                codes.iter().for_each(|code| named(format!("choice-{key}-{}", code.replace('_', "-"))));
            }
        }
    }
}

#[test]
fn every_word_of_the_audit_log_has_a_name() {
    let all = [
        ("actor", ActorKind::WORDS),
        ("action", Action::WORDS),
        ("subject", SubjectKind::WORDS),
        ("field", Field::WORDS),
    ];
    for locale in Locale::ALL {
        for (what, word) in all.into_iter().flat_map(|(what, words)| words.iter().map(move |word| (what, word))) {
            let key = format!("audit-{what}-{}", word.replace('_', "-"));
            assert!(locale.find(&key, &[]).is_some(), "{key} in {}", locale.tag());
        }
    }
}

#[test]
fn labels_are_those_of_the_original_dashboard() {
    let attribute = |key: &str| ATTRIBUTES.iter().find(|attribute| attribute.key == Key::from(key)).unwrap();
    assert_eq!(attribute("age_group").label(Locale::Fr), "Groupe d'âge");
    assert_eq!(attribute("age_group").choice_label("50_or_over", Locale::Fr), "50 et plus");
    assert_eq!(attribute("gender").choice_label("unknown", Locale::En), "Unknown");
    assert_eq!(attribute("market").choice_label("BE", Locale::Fr), "Belgique");
    assert_eq!(attribute("campaign_id").choice_label("unknown", Locale::Fr), "unknown");
    assert_eq!(Operator::MoreThanAgo.label(Locale::Fr), "remonte à plus de …");
}

#[test]
fn french_keeps_its_spaces() {
    for (key, text) in messages("fr") {
        assert_eq!(faults_of_spacing(&text), Vec::<String>::new(), "{key}: {text}");
    }
}

#[test]
fn a_fault_of_spacing_is_seen() {
    for text in ["Vraiment ?", "Note: 5", "« ouvert »", "10 000 clients", "50 %", "Oui!", "{ $share }%", "«x»"] {
        assert!(!faults_of_spacing(text).is_empty(), "{text}");
    }
    for text in ["Vraiment\u{A0}?", "«\u{A0}x\u{A0}»", "10\u{202F}000", "à 16:09", "https://exemple.fr", "2026"] {
        assert_eq!(faults_of_spacing(text), Vec::<String>::new(), "{text}");
    }
}

/// What is wrong with the spaces of a French text.
fn faults_of_spacing(text: &str) -> Vec<String> {
    let text = text.replace("${ $", "{ $");
    let characters: Vec<char> = text.chars().collect();
    let mut faults = Vec::new();
    for (place, pair) in characters.windows(2).enumerate() {
        let next = characters.get(place + 2).copied();
        let ends = next.is_none_or(|next| next.is_whitespace() || matches!(next, ')' | '"' | '.' | ','));
        let is_break = |character| matches!(character, NO_BREAK | NARROW_NO_BREAK);
        let fault = match pair {
            [before, ':' | ';' | '?' | '!' | '%'] if ends => !is_break(*before) && !matches!(before, '?' | '!'),
            ['«', after] => !is_break(*after),
            [before, '»'] => !is_break(*before),
            [digit, ' '] if digit.is_ascii_digit() => {
                let group: Vec<_> = characters[place + 2..].iter().take(4).collect();
                group.iter().take(3).filter(|digit| digit.is_ascii_digit()).count() == 3
                    && group.get(3).is_none_or(|after| !after.is_ascii_digit())
            }
            _ => false,
        };
        if fault {
            faults.push(pair.iter().collect());
        }
    }
    faults
}

/// The keys and texts of every message of a language.
fn messages(tag: &str) -> BTreeMap<String, String> {
    let mut messages = BTreeMap::new();
    for path in files_under(&root().join("locales").join(tag), "ftl") {
        let mut current = None;
        for line in fs::read_to_string(&path).unwrap().lines() {
            if line.starts_with(char::is_lowercase) {
                let (key, text) = line.split_once('=').unwrap_or_else(|| panic!("{}: {line}", path.display()));
                let previous = messages.insert(key.trim().to_owned(), text.trim().to_owned());
                assert_eq!(previous, None, "{key} is there twice in {tag}");
                current = Some(key.trim().to_owned());
            } else if let Some(text) =
                current.as_ref().filter(|_| line.starts_with(' ')).and_then(|key| messages.get_mut(key))
            {
                text.push('\n');
                text.push_str(line.trim());
            }
        }
    }
    messages
}

fn variables_of(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.chars().take_while(|character| character.is_alphanumeric() || matches!(character, '-' | '_')).collect()
    };
    text.split("{").skip(1).filter_map(|place| place.trim_start().strip_prefix('$')).map(name).collect()
}

/// A source file without its unit tests, which also ask for messages that are not there.
fn program_part(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod tests {").next().unwrap_or(source)
}

/// The literal keys that follow what takes one.
fn keys_named_in(source: &str) -> impl Iterator<Item = &str> {
    let takers = [".text(", ".with(", ".with1(", "message:", "message =", "message="];
    takers.into_iter().flat_map(move |taker| {
        let literals = source.split(taker).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
        literals.filter_map(|rest| rest.split('"').next()).filter(|key| is_key(key))
    })
}

/// What sources say that can be keys of messages.
struct Used<'a> {
    words: BTreeSet<&'a str>,
    /// The parts around the places of texts such as `refusal-{word}`.
    patterns: BTreeSet<Vec<&'a str>>,
}

impl<'a> Used<'a> {
    fn of(sources: impl Iterator<Item = &'a str>) -> Self {
        let mut used = Self { words: BTreeSet::new(), patterns: BTreeSet::new() };
        let is_of_key = |character: char| character.is_ascii_alphanumeric() || character == '-';
        for source in sources {
            used.words.extend(source.split(|character| !is_of_key(character)).filter(|word| is_key(word)));
            for literal in source.split('"').filter(|literal| literal.len() <= LONGEST_PATTERN) {
                let mut parts = literal.split('{').map(|part| part.rsplit('}').next().unwrap_or_default());
                let parts: Vec<&str> = parts.by_ref().collect();
                // A text with a place or more, and enough besides that it does not fit every key.
                let fixed: usize = parts.iter().map(|part| part.len()).sum();
                if parts.len() > 1 && fixed >= 4 && parts.iter().all(|part| part.chars().all(is_of_key)) {
                    used.patterns.insert(parts);
                }
            }
        }
        used
    }

    fn is_used(&self, key: &str) -> bool {
        self.words.contains(key) || self.patterns.iter().any(|parts| fits(key, parts))
    }
}

/// The length of the longest text that is taken for a key with places.
const LONGEST_PATTERN: usize = 120;

/// Whether the key has these parts in this order, and something in each place between them.
fn fits(key: &str, parts: &[&str]) -> bool {
    let [first, middle @ .., last] = parts else { return false };
    let Some(mut rest) = key.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else { return false };
    for part in middle {
        let Some(at) = rest.char_indices().skip(1).map(|(at, _)| at).find(|at| rest[*at..].starts_with(part)) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    !rest.is_empty()
}

/// Whether a literal has the form of a key.
fn is_key(text: &str) -> bool {
    let allowed = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    !text.is_empty() && text.chars().all(allowed)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn files_under(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files.extend(files_under(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    files
}
