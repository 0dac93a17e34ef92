//! What a use of groups changed, in numbers and in sentences.

use super::groups::moment;
use crate::access::Sizes;
use crate::experiments::{Counted, Measure, Verdict};
use crate::locale::Locale;
use crate::web::effect::{Amounts, Stage, effect};
use crate::zone::Zone;
use serde::Serialize;
use utoipa::ToSchema;

/// What was counted of people who were divided by lot. All others are held against the first arm.
#[derive(Debug, Serialize, ToSchema)]
pub struct EffectBody {
    /// `growing` while more people come; `waiting` while what they do still counts; `over`.
    pub stage: &'static str,
    #[schema(format = DateTime)]
    pub counted_at: String,
    /// The day of the data.
    #[schema(format = Date)]
    pub as_of: String,
    /// Whether the numbers are hidden from the token, as one of them is small. There are no arms then.
    pub is_size_hidden: bool,
    pub arms: Vec<ArmBody>,
    /// What can be said, a sentence in English each.
    pub sentences: Vec<String>,
}

/// An arm. All but the people are null while nothing is said of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArmBody {
    /// `held_out`, `shown`, `notified`, the letter of a variant or the value of a test.
    pub name: String,
    pub people: u64,
    /// How many of them reached the goal.
    pub reached: Option<u64>,
    /// What they paid on average, in hundredths; of use of the app on how many days, in hundredths too.
    pub paid: Option<f64>,
    /// How the share of those who reached the goal differs from that of the first arm; null of the first.
    pub difference: Option<DifferenceBody>,
    /// How what they paid differs, in hundredths a person.
    pub paid_difference: Option<DifferenceBody>,
}

/// A difference, which is with 95 % confidence between two numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceBody {
    /// `too_few`, `unbalanced`, `nobody`, `undecided` or `decided`.
    pub verdict: &'static str,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// How many more people are needed, if it is known.
    pub more: Option<u64>,
}

impl DifferenceBody {
    fn of(verdict: Verdict) -> Self {
        let (word, interval, more) = match verdict {
            Verdict::TooFew { more } => ("too_few", None, Some(more)),
            Verdict::Unbalanced => ("unbalanced", None, None),
            Verdict::Nobody => ("nobody", None, None),
            Verdict::Undecided { interval, more } => ("undecided", Some(interval), more),
            Verdict::Decided { interval } => ("decided", Some(interval), None),
        };
        let (low, high) = (interval.map(|interval| interval.low), interval.map(|interval| interval.high));
        Self { verdict: word, low, high, more }
    }
}

impl EffectBody {
    /// Of arms of these names, where differences from `smallest` on are of interest, as a share.
    pub fn of(
        (counted, stage, smallest): (&Counted, Stage, f64),
        names: &[String],
        (amounts, sizes): (Amounts, Sizes),
    ) -> Self {
        let said = effect((counted, stage, smallest), names, (Locale::En, Zone::UTC, amounts, sizes));
        let is_over = stage == Stage::Over;
        let (reached, paid) = (counted.reached(smallest, is_over), counted.paid(is_over));
        let has_amounts = amounts != Amounts::None;
        let arm = |(number, name): (usize, &String)| {
            let arm = counted.arm(number);
            let is_shown = said.has_numbers && counted.says(number, is_over);
            let difference = |verdicts: &[Verdict]| {
                number.checked_sub(1).and_then(|other| verdicts.get(other).copied()).map(DifferenceBody::of)
            };
            ArmBody {
                name: name.clone(),
                people: arm.people,
                reached: is_shown.then_some(arm.reached),
                paid: (is_shown && has_amounts).then(|| arm.sample(Measure::Paid).mean),
                difference: difference(&reached),
                paid_difference: difference(&paid).filter(|_| is_shown && has_amounts),
            }
        };
        Self {
            stage: match stage {
                Stage::Growing => "growing",
                Stage::Waiting => "waiting",
                Stage::Over => "over",
            },
            counted_at: moment(counted.counted_at()),
            as_of: counted.as_of.to_string(),
            is_size_hidden: said.is_hidden,
            arms: if said.is_hidden { Vec::new() } else { names.iter().enumerate().map(arm).collect() },
            sentences: said.sentences,
        }
    }
}
