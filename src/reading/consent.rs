//! Reads a line of consents: what somebody allows or takes back, and when.

use super::columns::Field;
use super::facts::{Row, both, limit};
use super::fields::consents::{
    ConsentChannel, ConsentPurpose, ConsentState, parse_channel, parse_purpose, parse_state,
};
use super::fields::{parse_span, parse_text};
use super::refusal::Refusal;

/// What somebody said of one channel and purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentFact {
    pub account_id: String,
    pub channel: ConsentChannel,
    pub purpose: ConsentPurpose,
    pub state: ConsentState,
    /// The first and the last second at which it was said, since 1970-01-01 in UTC: of a date without a time the whole day.
    pub said: (i64, i64),
    /// The cell that says when.
    pub at: String,
    /// The text that was shown; empty if the file does not say it.
    pub evidence: String,
}

impl ConsentFact {
    /// When it counts from. What is taken back on a day without a time counts until its end, so that it outweighs what was allowed
    /// on the same day.
    pub const fn counts_at(&self) -> i64 {
        match self.state {
            ConsentState::Given => self.said.0,
            ConsentState::Withdrawn => self.said.1,
        }
    }

    /// What the last of several lines is found by: of two at the same time, that it is taken back counts.
    pub fn rank(&self) -> (i64, bool, &str) {
        (self.counts_at(), self.state == ConsentState::Withdrawn, &self.evidence)
    }
}

impl Row<'_> {
    /// A cell that says what is allowed is never left out: what remained of the line would be something else than was said.
    pub(super) fn consent(&mut self) -> Result<ConsentFact, Refusal> {
        let style = self.date_style(Field::SaidAt);
        let channel = self.required(Field::ConsentChannel, parse_channel);
        let purpose = self.required(Field::ConsentPurpose, parse_purpose);
        let state = self.required(Field::ConsentState, parse_state);
        let said = self.required(Field::SaidAt, |text| parse_span(text, style).map(|said| (said, text.to_owned())));
        let needed = both(both(both(self.account_id(), channel), both(purpose, state)), said);
        let evidence = self.optional(Field::Evidence, |text| parse_text(text, limit(Field::Evidence)));
        let (((account_id, channel), (purpose, state)), (said, at)) = needed?;
        Ok(ConsentFact { account_id, channel, purpose, state, said, at, evidence: evidence.unwrap_or_default() })
    }
}
