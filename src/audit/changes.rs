//! The fields of an entry: what they were before, and what they are after.

use crate::words;
use serde::Serialize;
use serde_json::{Map, Value, json};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The longest JSON text of the fields before a change, and of those after it, in bytes: a rule of a dozen conditions fits,
/// and a million entries stay within a few gigabytes.
const LONGEST: usize = 4_096;

/// A field of an entry, in the order in which they are shown; the message `audit-field-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    Name,
    App,
    /// The formula of a segment, in English.
    Rule,
    /// The number of entries of a known user group.
    People,
    PeopleAdded,
    PeopleRemoved,
    /// The segment that a known user group was frozen from.
    Segment,
    Platform,
    Currency,
    /// The kind of what is imported, or of a custom attribute.
    Kind,
    LeastAge,
    CountUnknownAge,
    MinimumSize,
    TimeZone,
    /// The size of a file, in bytes.
    Bytes,
    Lines,
    LinesNew,
    LinesChanged,
    LinesUnchanged,
    LinesRepeated,
    LinesRefused,
    CellsLeftOut,
    CustomersNew,
    /// The name of a file that was downloaded.
    File,
    /// How many rows were downloaded.
    Rows,
    /// How many segments went with an app.
    Segments,
    /// How many sessions ended.
    Sessions,
    /// The role of a user.
    Role,
    /// Whether two-step sign-in is demanded of everyone.
    TwoStep,
    /// How many failed sign-ins have no entry of their own.
    Further,
    /// What an API token may do, as words.
    Scopes,
    /// The day on which an API token expires, in UTC.
    ExpiresAt,
    /// What a webhook is told, as words, and of which groups.
    Events,
    Groups,
    /// Why a webhook is disabled, as a word.
    Reason,
    /// From which sequence on messages are sent again.
    Sequence,
    /// Under which key programs ask for a group as a flag.
    FlagKey,
    /// Whether programs on people's devices may ask for it.
    ForClients,
    /// Whom push services write to, and the hosts of further ones.
    PushContact,
    PushHosts,
    /// What a customer had allowed, as words.
    Consent,
    /// The rank of a package flight.
    Rank,
    /// Whether a package flight may replace a higher version.
    AllowsDowngrades,
    /// Whether a package flight keeps who was in it.
    Sticky,
    /// The version of a release.
    Release,
    /// How many files a release has.
    Files,
    /// The share that a rollout reaches.
    Share,
    /// The share that a rollout is to begin with.
    FirstShare,
    /// The shares that it is raised to by itself, each with the hours before it.
    Steps,
    /// Whether it is halted by itself when its release does worse.
    Guarded,
    /// From when on people must have a release.
    MandatoryFrom,
    /// Why a rollout was halted by itself.
    StoppedFor,
    /// What a notification says, as JSON.
    Texts,
    /// How far an offer has come, as a word.
    State,
    /// What an offer is worth: percent, or hundredths of the app's currency.
    Worth,
    /// What an offer is about.
    Products,
    /// The groups that an offer is not for.
    ExceptGroups,
    StartsAt,
    EndsAt,
    Place,
    PerCustomer,
    Stock,
    /// The share of customers who never see it, in millionths.
    Holdout,
    /// Which codes customers get, as a word.
    CodeMode,
    SharedCode,
    /// For how many hours an offer that was shown is kept.
    GraceHours,
    ReservationMinutes,
    /// Whether an offer can be claimed again after a refund.
    ReturnsRefunds,
    /// How many codes were added.
    Codes,
    /// What a notification is about, as a word.
    Purpose,
    /// Which browsers of each person it goes to, as a word.
    Devices,
    Urgency,
    ExpiresHours,
    /// How many messages leave in a second at most.
    PerSecond,
    /// Whether what may not have been sent is sent again.
    Repeats,
    /// The weights of a notification's variants.
    Weights,
    /// What is counted of each person, as a word, in which app, and within how many days.
    Goal,
    GoalApp,
    GoalDays,
    /// Whether a notification goes only to those who are still in its groups then.
    StillMember,
    /// Whether it waits for the end of quiet hours, and whether it goes also to people who had enough messages.
    KeepsQuiet,
    IsExempt,
    /// The rules over all notifications of a publisher.
    QuietHours,
    PerDay,
    PerWeek,
    MinutesBetween,
    ApprovalAbove,
    AsksMeasurement,
    /// What a test is to find out, its values, and what may not get worse, as words.
    Hypothesis,
    Variants,
    Guards,
    /// The smallest difference of interest of a test, in millionths.
    Effect,
    /// The value that everybody gets.
    Winner,
    /// What a group is for, its tags, and the address of its owner.
    Description,
    Tags,
    Owner,
}

words!(Field);

/// The fields that differ before and after something was done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    before: Map<String, Value>,
    after: Map<String, Value>,
}

impl Changes {
    pub fn none() -> Self {
        Self::default()
    }

    /// With a field that was one value and is another, unless they are the same.
    pub fn change(self, field: Field, before: impl Serialize, after: impl Serialize) -> Self {
        let (before, after) = (json!(before), json!(after));
        if before == after { self } else { self.had(field, before).has(field, after) }
    }

    /// With a field that only is after what was done, such as those of something new.
    pub fn has(mut self, field: Field, value: impl Serialize) -> Self {
        put(&mut self.after, field, json!(value));
        self
    }

    /// With a field that only was before what was done, such as those of something deleted.
    pub fn had(mut self, field: Field, value: impl Serialize) -> Self {
        put(&mut self.before, field, json!(value));
        self
    }

    /// With all fields of something new, or with those that are not as they were.
    pub fn described<V: Serialize + Default>(
        self,
        before: Option<impl IntoIterator<Item = (Field, Option<V>)>>,
        after: impl IntoIterator<Item = (Field, Option<V>)>,
    ) -> Self {
        let Some(before) = before else {
            return after.into_iter().fold(self, |changes, (field, value)| changes.has(field, value));
        };
        before.into_iter().zip(after).fold(self, |changes, ((field, before), (_, after))| {
            changes.change(field, before.unwrap_or_default(), after.unwrap_or_default())
        })
    }

    /// The fields before and after as texts of at most [`LONGEST`] bytes; `None` where there are none.
    pub(super) fn into_texts(mut self) -> (Option<String>, Option<String>) {
        for word in Field::WORDS {
            if let (Some(Value::String(before)), Some(Value::String(after))) =
                (self.before.get_mut(*word), self.after.get_mut(*word))
                && before.len().max(after.len()) > LONGEST / 2
            {
                skip_what_is_the_same(before, after);
            }
        }
        (bounded(self.before), bounded(self.after))
    }
}

/// Adds a field that has a value.
fn put(fields: &mut Map<String, Value>, field: Field, value: Value) {
    if !value.is_null() {
        fields.insert(field.word().to_owned(), value);
    }
}

/// How much of what is the same is left before the first difference of two long texts, in characters: a condition.
const KEPT_BEFORE: usize = 100;

/// Cuts off the beginning that two texts share, so that where they differ is within the bound.
fn skip_what_is_the_same(before: &mut String, after: &mut String) {
    let same = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    let skipped = same.saturating_sub(KEPT_BEFORE);
    if skipped > 0 {
        for text in [before, after] {
            *text = format!("…{}", text.chars().skip(skipped).collect::<String>());
        }
    }
}

/// The fields as JSON; while it is too long, the longest text is cut.
fn bounded(mut fields: Map<String, Value>) -> Option<String> {
    if fields.is_empty() {
        return None;
    }
    loop {
        let text = Value::Object(fields.clone()).to_string();
        let texts =
            fields.values_mut().filter_map(|value| if let Value::String(text) = value { Some(text) } else { None });
        let Some(longest) = texts.max_by_key(|text| text.len()).filter(|_| text.len() > LONGEST) else {
            return Some(text);
        };
        // Each character is at least one byte of the excess.
        let kept = longest.chars().count().saturating_sub((text.len() - LONGEST).div_ceil(6) + 1);
        *longest = format!("{}…", longest.trim_end_matches('…').chars().take(kept).collect::<String>());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_kept() {
        let changes =
            Changes::none().change(Field::Name, "A", "A").change(Field::People, 3, 4).has(Field::App, None::<u8>);
        assert_eq!(changes.into_texts(), (Some(String::from("{\"people\":3}")), Some(String::from("{\"people\":4}"))));
        assert_eq!(Changes::none().into_texts(), (None, None));
    }

    #[test]
    fn long_texts_are_cut_within_the_bound_and_say_so() {
        for character in ["a", "é", "\"", "😀", "\u{1}"] {
            let long = character.repeat(20_000);
            let (before, after) = Changes::none().had(Field::Rule, &long).had(Field::Name, "x").into_texts();
            let text = before.unwrap();
            assert!(text.len() <= LONGEST && text.len() > LONGEST / 2, "{character:?}: {}", text.len());
            let read: Map<String, Value> = serde_json::from_str(&text).unwrap();
            assert!(read["rule"].as_str().unwrap().ends_with('…') && read["name"] == "x" && after.is_none());
        }
    }

    #[test]
    fn where_two_long_texts_differ_is_kept() {
        let same = "a".repeat(10_000);
        let (before, after) = Changes::none().change(Field::Rule, format!("{same}x"), format!("{same}y")).into_texts();
        let shown = |end: &str| Some(format!("{{\"rule\":\"…{}{end}\"}}", "a".repeat(KEPT_BEFORE)));
        assert_eq!((before, after), (shown("x"), shown("y")));
    }
}
