//! What Windows knows an MSIX package by: the identity in its manifest, which a release repeats for its file, for
//! App Installer.

use super::ladder::File;
use super::releases::FileField;
use serde::{Deserialize, Serialize};
use url::Url;

/// The characters of a name: what the manifest of a package takes.
const NAME: std::ops::RangeInclusive<usize> = 3..=50;

/// The longest publisher, in characters: the subjects of certificates have some 200.
const LONGEST_PUBLISHER: usize = 1_000;

/// Who a package is, as its manifest says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Such as `Contoso.Notes`.
    pub name: String,
    /// The subject of the certificate that signed it, such as `CN=Contoso, C=FR`.
    pub publisher: String,
}

impl Identity {
    /// The identity as it was sent; `None` if neither of its parts was.
    pub fn sent(name: Option<String>, publisher: Option<String>) -> Option<Self> {
        let [name, publisher] = [name, publisher].map(|text| text.unwrap_or_default().trim().to_owned());
        (!name.is_empty() || !publisher.is_empty()).then_some(Self { name, publisher })
    }

    /// The parts that no package has.
    pub fn faults(&self) -> Vec<FileField> {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let is_name = NAME.contains(&self.name.len()) && self.name.bytes().all(is_letter);
        let kind = self.publisher.split_once('=').map_or("", |(kind, _)| kind);
        let is_kind = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
        let is_short = self.publisher.chars().count() <= LONGEST_PUBLISHER;
        let is_publisher = is_kind && is_short && !self.publisher.chars().any(char::is_control);
        let faults = [(is_name, FileField::PackageName), (is_publisher, FileField::PackagePublisher)];
        faults.into_iter().filter(|(is_good, _)| !is_good).map(|(_, field)| field).collect()
    }
}

/// Whether the file holds packages of several processors, of which Windows takes its own.
pub fn is_bundle(file: &File) -> bool {
    let path = Url::parse(&file.url).map(|url| url.path().to_ascii_lowercase()).unwrap_or_default();
    [".msixbundle", ".appxbundle"].iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_a_name_and_the_subject_of_a_certificate() {
        let faults = |name: &str, publisher: &str| {
            let identity = Identity { name: name.to_owned(), publisher: publisher.to_owned() };
            identity.faults()
        };
        assert_eq!(faults("Contoso.Notes-2", "CN=\"Ann & Sons, Ltd\", C=FR"), []);
        let (name, publisher) = (FileField::PackageName, FileField::PackagePublisher);
        for wrong in ["", "ab", "Contoso Notes", "Noté", &"a".repeat(51)] {
            assert_eq!(faults(wrong, "CN=Contoso"), [name], "{wrong}");
        }
        for wrong in ["", "Contoso", "=Contoso", "CN =Contoso", "CN=Con\ntoso", &format!("CN={}", "a".repeat(998))] {
            assert_eq!(faults("Contoso.Notes", wrong), [publisher], "{wrong}");
        }
        assert_eq!(faults("", ""), [name, publisher]);
        assert_eq!(Identity::sent(Some(String::from(" ")), None), None);
        assert!(Identity::sent(None, Some(String::from("CN=A"))).is_some_and(|sent| sent.name.is_empty()));
    }
}
