//! Which of an app's customers can be in segments at all: those who are old enough, of known age unless unknown ages
//! count, and, for a Windows app, who acquired it on Windows 10 or later.

use crate::segments::Profile;

/// Which customers of an app are available, from the settings of the publisher and the platform of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Availability {
    /// The least age in full years.
    pub least_age: u16,
    pub count_unknown_age: bool,
    /// Whether only customers who acquired the app on Windows 10 or later are available.
    pub windows_only: bool,
}

/// The reason why a customer is not available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    TooYoung,
    AgeUnknown,
    BeforeWindows10,
}

impl Reason {
    /// The key of the message that explains the reason for one customer.
    pub const fn message(self) -> &'static str {
        match self {
            Self::TooYoung => "customer-too-young",
            Self::AgeUnknown => "customer-age-unknown",
            Self::BeforeWindows10 => "customer-before-windows-10",
        }
    }
}

impl Availability {
    /// All customers are available.
    pub const EVERYONE: Self = Self { least_age: 0, count_unknown_age: true, windows_only: false };

    /// The first reason why a customer with this profile is not available, or `None` if the customer is.
    pub fn reason_against(&self, profile: &Profile) -> Option<Reason> {
        // Of a customer of whom only the age group is known, the youngest age in it counts, so that nobody who may be too young
        // is available.
        let youngest = profile.age.or(profile.told_age_group.map(|group| *group.ages().start()));
        match youngest {
            Some(age) if age < self.least_age => return Some(Reason::TooYoung),
            None if !self.count_unknown_age => return Some(Reason::AgeUnknown),
            _ => {}
        }
        let is_new_enough = profile.os_version.as_deref().is_some_and(is_windows_10_or_later);
        (self.windows_only && !is_new_enough).then_some(Reason::BeforeWindows10)
    }
}

/// Words that may precede the number in a version of Windows.
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

/// Whether an OS version, written as a name (`Windows 11 23H2`) or as a number (`10.0.22631`), is Windows 10 or
/// later. False for other systems, older versions and texts that name no version.
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
    // Windows 10 and later call themselves 10.0; a number such as 10.15 belongs to another system.
    of_windows && (is_year_of_server || (10..=20).contains(&major) && minor.is_none_or(|minor| minor == "0"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::choices::AgeGroup;

    #[test]
    fn of_an_age_group_the_youngest_age_counts() {
        let reason = |least_age, count_unknown_age, profile: Profile| {
            Availability { least_age, count_unknown_age, windows_only: false }.reason_against(&profile)
        };
        let of = |group| Profile { told_age_group: Some(group), ..Profile::default() };
        assert_eq!(reason(17, false, of(AgeGroup::From18To24)), None);
        assert_eq!(reason(17, true, of(AgeGroup::Under18)), Some(Reason::TooYoung), "some of them are 16");
        assert_eq!(reason(21, true, of(AgeGroup::From18To24)), Some(Reason::TooYoung));
        assert_eq!(reason(21, true, Profile { age: Some(21), ..of(AgeGroup::Under18) }), None, "the age counts more");
        assert_eq!(reason(17, false, Profile::default()), Some(Reason::AgeUnknown));
    }

    #[test]
    fn windows_10_and_later_are_recognised_by_name_and_by_number() {
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
