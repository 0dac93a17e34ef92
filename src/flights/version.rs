//! Versions of releases: four numbers, as Windows has them, or those of Semantic Versioning 2.0.0. Both are in one order.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// The longest version, in characters: that of a nightly build with its commit fits.
pub const LONGEST: usize = 64;

/// A version as it was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    text: String,
    numbers: [u64; 4],
    /// What stands after the hyphen; without any, the version comes after all that have some.
    before: Vec<Part>,
}

/// A part of what stands after the hyphen: numbers come before words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

/// What was sent is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version is four numbers such as 1.2.3.4, or one of Semantic Versioning such as 1.2.3-beta.1")]
pub struct NoVersion;

impl Version {
    pub fn parse(text: &str) -> Result<Self, NoVersion> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(NoVersion);
        }
        let (rest, build) = text.split_once('+').map_or((text, None), |(rest, build)| (rest, Some(build)));
        let (numbers, before) = rest.split_once('-').map_or((rest, None), |(rest, before)| (rest, Some(before)));
        let read: Vec<u64> = numbers.split('.').map(number).collect::<Option<_>>().ok_or(NoVersion)?;
        let numbers = match read[..] {
            [major, minor, patch] => [major, minor, patch, 0],
            [major, minor, patch, last] if build.is_none() && before.is_none() => [major, minor, patch, last],
            _ => return Err(NoVersion),
        };
        if build.is_some_and(|build| !build.split('.').all(is_identifier)) {
            return Err(NoVersion);
        }
        let before = before.map(|before| before.split('.').map(part).collect::<Option<_>>().ok_or(NoVersion));
        Ok(Self { text: text.to_owned(), numbers, before: before.transpose()?.unwrap_or_default() })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The version as Windows has it, four numbers up to 65,535; `None` if Windows cannot have it.
    pub fn of_windows(&self) -> Option<String> {
        let is_plain = self.before.is_empty() && self.numbers.iter().all(|number| *number <= u64::from(u16::MAX));
        is_plain.then(|| self.numbers.map(|number| number.to_string()).join("."))
    }
}

/// A number without zeros before it.
fn number(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if is_plain { text.parse().ok() } else { None }
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn part(text: &str) -> Option<Part> {
    match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => number(text).map(Part::Number),
        false => is_identifier(text).then(|| Part::Word(text.to_owned())),
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    /// The precedence of Semantic Versioning: what stands after a plus does not count.
    fn cmp(&self, other: &Self) -> Ordering {
        let is_whole = |version: &Self| version.before.is_empty();
        let numbers = self.numbers.cmp(&other.numbers);
        numbers.then_with(|| is_whole(self).cmp(&is_whole(other))).then_with(|| self.before.cmp(&other.before))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl TryFrom<String> for Version {
    type Error = NoVersion;

    fn try_from(text: String) -> Result<Self, NoVersion> {
        Self::parse(&text)
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.text
    }
}

/// The version of an operating system: numbers with points between, of which those that are missing are zeros.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OsVersion(Vec<u64>);

impl OsVersion {
    /// Reads the first number with points in a text such as `Windows 10.0.19045`; `None` if there is none.
    pub fn find(text: &str) -> Option<Self> {
        let start = text.find(|character: char| character.is_ascii_digit())?;
        let numbers = text[start..].split(|character: char| !character.is_ascii_digit() && character != '.').next()?;
        let numbers: Option<Vec<u64>> = numbers.trim_end_matches('.').split('.').map(|one| one.parse().ok()).collect();
        numbers.filter(|numbers| numbers.len() <= 4).map(Self)
    }

    pub fn is_at_least(&self, least: &Self) -> bool {
        let at = |numbers: &Self| [0, 1, 2, 3].map(|index| numbers.0.get(index).copied().unwrap_or(0));
        at(self) >= at(least)
    }
}

impl fmt::Display for OsVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u64::to_string).collect();
        formatter.write_str(&numbers.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_both_kinds_are_in_one_order() {
        let ordered = [
            "0.9.10",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0.1",
            "1.0.9.0",
            "1.0.10",
            "1.10.0.0",
            "2.0.0-0",
            "65535.65535.65535.65535",
        ];
        let versions = ordered.map(|text| Version::parse(text).unwrap());
        for (place, one) in versions.iter().enumerate() {
            for (other_place, other) in versions.iter().enumerate() {
                assert_eq!(one.cmp(other), place.cmp(&other_place), "{one} and {other}");
            }
        }
        let same = |one: &str, other: &str| Version::parse(one).unwrap() == Version::parse(other).unwrap();
        let of_windows = ["1.2.3", "1.2.3.4", "1.2.3+a", "1.2.3-a", "1.2.65536"]
            .map(|text| Version::parse(text).unwrap().of_windows());
        let [plain, own] = ["1.2.3.0", "1.2.3.4"].map(|text| Some(text.to_owned()));
        assert_eq!(of_windows, [plain.clone(), own, plain, None, None]);
        assert!(same("1.2.3", "1.2.3.0") && same("1.2.3+a", "1.2.3+b.4") && !same("1.2.3", "1.2.3-a"));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in [
            "",
            "1",
            "1.2",
            "1.2.3.4.5",
            "01.2.3",
            "1.2.3-01",
            "1.2.3-",
            "1.2.3+",
            "1.2.3.4-a",
            "v1.2.3",
            "1.2.-3",
            "1.2.3-é",
            "99999999999999999999.0.0",
            &format!("1.2.3-{}", "a".repeat(LONGEST)),
        ] {
            assert_eq!(Version::parse(text).err(), Some(NoVersion), "{text}");
        }
    }

    #[test]
    fn the_version_of_a_system_is_found_in_its_name() {
        let is_at_least =
            |one: &str, least: &str| OsVersion::find(one).unwrap().is_at_least(&OsVersion::find(least).unwrap());
        assert!(is_at_least("Windows 10.0.19045", "10.0.17763") && is_at_least("macOS 14", "14.0"));
        assert!(!is_at_least("10.0.9", "10.0.10") && !is_at_least("Android 9", "10"));
        assert_eq!((OsVersion::find("Linux"), OsVersion::find("1.2.3.4.5")), (None, None));
    }
}
