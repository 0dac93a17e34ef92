//! What a customer's page says of push notifications: the browsers, and what the person has allowed.

use crate::consents::{ConsentChannel, ConsentPurpose};
use crate::locale::Locale;
use crate::store::consents::{Consent, ConsentState};
use crate::store::subscriptions::Subscription;
use crate::zone::Zone;

/// A browser in words.
pub struct BrowserRow {
    pub agent: String,
    pub app: String,
    pub language: String,
    pub state: String,
    pub seen: String,
    /// That it was another account's before.
    pub moved: Option<String>,
}

/// Something that the person said, in words.
pub struct ConsentRow {
    pub purpose: String,
    pub state: String,
    pub at: String,
    /// When the program heard of it, if that was on another day.
    pub recorded: Option<String>,
    pub source: String,
    pub text: String,
    /// The words of the channel and the purpose, if it can be taken back.
    pub withdrawable: Option<(&'static str, &'static str)>,
}

/// The browsers in words; `name` knows the apps.
pub fn browsers(
    found: &[Subscription],
    name: impl Fn(&Subscription) -> String,
    (zone, locale): (Zone, Locale),
) -> Vec<BrowserRow> {
    let date = |moment| locale.date(zone.day_of(moment));
    let row = |one: &Subscription| BrowserRow {
        agent: if one.agent.is_empty() { locale.text("none") } else { one.agent.clone() },
        app: name(one),
        language: one.language.clone(),
        state: locale.text(&format!("subscription-{}", one.state.word())),
        seen: date(one.seen_at),
        moved: one.moved_at.map(|at| locale.with1("subscription-moved", "date", date(at))),
    };
    found.iter().map(row).collect()
}

/// What the person said in words, the newest first. The newest of each channel and purpose counts.
pub fn consents(found: &[Consent], (zone, locale): (Zone, Locale)) -> Vec<ConsentRow> {
    let mut seen: Vec<(ConsentChannel, ConsentPurpose)> = Vec::new();
    let mut rows = Vec::new();
    for one in found {
        let about = (one.channel, one.purpose);
        let is_newest = !seen.contains(&about);
        seen.push(about);
        rows.push(ConsentRow {
            purpose: locale.text(&format!("consent-purpose-{}", one.purpose.word())),
            state: locale.text(&format!("consent-state-{}", one.state.word())),
            at: locale.date(zone.day_of(one.at)),
            recorded: one
                .recorded_at
                .map(|at| zone.day_of(at))
                .filter(|day| *day != zone.day_of(one.at))
                .map(|day| locale.with1("consent-recorded", "date", locale.date(day))),
            source: locale.text(&format!("consent-source-{}", one.source.word())),
            text: one.evidence.clone(),
            withdrawable: (is_newest && one.state == ConsentState::Given)
                .then(|| (one.channel.word(), one.purpose.word())),
        });
    }
    rows
}
