//! Comparisons of texts that look at the text itself, not only at whether it is one of a list.

use super::catalogue::Attribute;
use super::kinds::Choices;
use super::operator::Operator;
use super::rule::{Condition, Operand};
use super::text_part::TextPart;
use super::version::{Version, Versions};

/// What a text is tested for. Engine and database test each text that customers have once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TextTest {
    Part(TextPart),
    Versions(Versions),
}

impl TextTest {
    pub fn holds(&self, text: &str) -> bool {
        match self {
            Self::Part(part) => part.is_in(text),
            Self::Versions(versions) => versions.have(text),
        }
    }
}

impl Condition {
    /// The test of a known text, before *does not contain* inverts it. `None` if the condition does not test texts of
    /// this attribute.
    pub fn text_test(&self, attribute: &Attribute) -> Option<TextTest> {
        if attribute.choices != Choices::Open {
            return None;
        }
        let versions = |least, greatest| Some(TextTest::Versions(Versions { least, greatest }));
        match &self.operand {
            Operand::Text(part) => Some(TextTest::Part(TextPart::new(self.operator, part))),
            Operand::Version(version) => {
                let version = Some(Version::parse(version)?);
                if self.operator == Operator::AtMost { versions(None, version) } else { versions(version, None) }
            }
            Operand::Versions(least, greatest) => {
                versions(Some(Version::parse(least)?), Some(Version::parse(greatest)?))
            }
            _ => None,
        }
    }
}
