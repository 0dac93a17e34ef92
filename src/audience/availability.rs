//! Who of an app's customers may be in segments at all: old enough, of known age unless unknown ages are counted, and,
//! for an app of platform Windows, acquired on Windows 10 or later.

use crate::segments::Profile;

/// Which customers of an app are available, as its publisher and its platform have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Availability {
    /// Full years.
    pub least_age: u16,
    pub count_unknown_age: bool,
    /// Whether only customers who acquired the app on Windows 10 or later count.
    pub windows_only: bool,
}

/// Why a customer is not available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    TooYoung,
    AgeUnknown,
    BeforeWindows10,
}

impl Reason {
    /// The message that describes it for one customer.
    pub const fn message(self) -> &'static str {
        match self {
            Self::TooYoung => "customer-too-young",
            Self::AgeUnknown => "customer-age-unknown",
            Self::BeforeWindows10 => "customer-before-windows-10",
        }
    }
}

impl Availability {
    /// Where everyone may be in segments.
    pub const EVERYONE: Self = Self { least_age: 0, count_unknown_age: true, windows_only: false };

    /// Why a customer of this profile is not available; `None` for one who is.
    pub fn reason_against(&self, profile: &Profile) -> Option<Reason> {
        match profile.age {
            Some(age) if age < self.least_age => return Some(Reason::TooYoung),
            None if !self.count_unknown_age => return Some(Reason::AgeUnknown),
            _ => {}
        }
        let is_new_enough = profile.os_version.as_deref().is_some_and(is_windows_10_or_later);
        (self.windows_only && !is_new_enough).then_some(Reason::BeforeWindows10)
    }
}

/// Words that may stand before the number of a version of Windows.
const WORDS_OF_WINDOWS: &[&str] = &[
    "build",
    "core",
    "holographic",
    "iot",
    "microsoft",
    "mobile",
    "nt",
    "one",
    "os",
    "phone",
    "series",
    "server",
    "s",
    "team",
    "v",
    "version",
    "win",
    "windows",
    "x",
    "xbox",
];

/// Whether an OS version, written as a name (`Windows 11 23H2`) or as a number (`10.0.22631`), is Windows 10 or later.
/// What names another system, an older Windows or nothing is not.
pub fn is_windows_10_or_later(os_version: &str) -> bool {
    let Some(start) = os_version.find(|letter: char| letter.is_ascii_digit()) else { return false };
    let (name, number) = os_version.split_at(start);
    let of_windows = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| WORDS_OF_WINDOWS.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let mut parts =
        number.split(|letter: char| !letter.is_ascii_digit() && letter != '.').next().unwrap_or("").split('.');
    let Some(Ok(major)) = parts.next().map(str::parse::<u32>) else { return false };
    let minor = parts.next().filter(|part| !part.is_empty());
    let is_year_of_server = name.to_ascii_lowercase().contains("server") && (2016..2100).contains(&major);
    // Every Windows since 10 counts itself as 10.0; 10.15 is a number of another maker.
    of_windows && (is_year_of_server || (10..=20).contains(&major) && minor.is_none_or(|minor| minor == "0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_10_and_later_are_told_by_name_and_by_number() {
        for version in [
            "Windows 10",
            "windows 10",
            "Windows10",
            "Windows 10 Mobile",
            "Windows 10 (10.0.19045)",
            "Windows 10S",
            "Windows 11",
            "Windows 11 23H2",
            "Windows 12",
            "Windows NT 10.0",
            "Microsoft Windows 11 Pro",
            "Microsoft Windows [Version 10.0.22631.4460]",
            "Windows Server 2022",
            "Windows Holographic 10.0.17763",
            "Xbox OS 10.0.25398.4909",
            " 10.0.19045.3693 ",
            "10.0.22631",
            "10",
            "11",
        ] {
            assert!(is_windows_10_or_later(version), "{version}");
        }
    }

    #[test]
    fn older_windows_and_other_systems_are_not_windows_10() {
        for version in [
            "Windows 8.1",
            "Windows Phone 8.1",
            "6.3.9600",
            "Windows 7",
            "Windows Vista",
            "Windows XP",
            "Windows 95",
            "Windows 98",
            "Windows 2000",
            "Windows NT 4.0",
            "Windows RT 8.1",
            "Windows Server 2012 R2",
            "Xbox 360",
            "Android 12",
            "iOS 17.1",
            "macOS 14",
            "10.15.7",
            "100.0",
            "99999999999999",
            "unknown",
            "",
        ] {
            assert!(!is_windows_10_or_later(version), "{version}");
        }
    }
}
