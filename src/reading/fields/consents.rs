//! Reads what people allow and take back, as the programs that wrote to them before say it, in English and French.

use crate::reading::refusal::Reason;
use crate::text::folded;
use crate::words;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The longest text that is kept of what was shown, in characters: a paragraph.
pub const MAX_EVIDENCE_LENGTH: usize = 500;

/// By what people are written to; the message `consent-channel-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ConsentChannel {
    WebPush,
}

/// What people allow: what they are written to about, and what is kept of them; the message `consent-purpose-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ConsentPurpose {
    /// Offers and advertising.
    Promotional,
    /// What the person uses, such as an order or an answer.
    Product,
    /// Trials of the publisher itself.
    Test,
    /// That it is kept what the person saw and clicked. No message is for it.
    Measurement,
}

impl ConsentPurpose {
    /// The words of those that messages are for.
    pub fn words_of_messages() -> Vec<&'static str> {
        Self::ALL.iter().filter(|purpose| purpose.is_of_messages()).map(|purpose| purpose.word()).collect()
    }

    /// The purpose with this word, if messages are for it.
    pub fn of_message(word: &str) -> Option<Self> {
        Self::from_word(word).filter(|purpose| purpose.is_of_messages())
    }

    const fn is_of_messages(&self) -> bool {
        !matches!(self, Self::Measurement)
    }
}

/// What somebody said; the message `consent-state-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ConsentState {
    Given,
    Withdrawn,
}

words!(ConsentChannel, ConsentPurpose, ConsentState);

/// The words of each, folded. A consent to e-mail is none to notifications, so that other channels have no words.
const CHANNELS: [(ConsentChannel, &[&str]); 1] = [(
    ConsentChannel::WebPush,
    &[
        "webpush",
        "push",
        "pushnotification",
        "pushnotifications",
        "webpushnotification",
        "webpushnotifications",
        "browser",
        "browserpush",
        "browsernotification",
        "browsernotifications",
        "notification",
        "notifications",
        "pushweb",
        "navigateur",
        "notificationpush",
        "notificationspush",
        "notificationweb",
        "notificationsweb",
        "notificationdunavigateur",
    ],
)];

#[rustfmt::skip]
const PURPOSES: [(ConsentPurpose, &[&str]); 4] = [
    (ConsentPurpose::Promotional, &[
        "promotional", "promotion", "promotions", "promo", "marketing", "directmarketing", "advertising", "advertisement", "ads", "commercial",
        "newsletter", "offer", "offers", "promotionnel", "promotionnelle", "publicite", "publicitaire", "offre", "offres", "prospection", "commerciale",
    ]),
    (ConsentPurpose::Product, &[
        "product", "products", "transactional", "transaction", "service", "order", "orders", "account", "operational", "functional", "produit", "produits",
        "transactionnel", "transactionnelle", "commande", "commandes", "compte", "fonctionnel", "fonctionnelle",
    ]),
    (ConsentPurpose::Test, &["test", "tests", "testing", "trial", "trials", "essai", "essais"]),
    (ConsentPurpose::Measurement, &[
        "measurement", "measuring", "analytics", "statistics", "tracking", "clicktracking", "mesure", "mesures", "mesuredaudience", "statistique", "statistiques",
        "suivi",
    ]),
];

#[rustfmt::skip]
const STATES: [(ConsentState, &[&str]); 2] = [
    (ConsentState::Given, &[
        "given", "yes", "y", "true", "1", "on", "in", "optin", "optedin", "doubleoptin", "confirmedoptin", "subscribed", "subscribe", "granted", "grant",
        "accepted", "accept", "accepte", "agreed", "agree", "allowed", "allow", "consented", "consent", "confirmed", "oui", "o", "vrai", "donne", "donnee", "acceptee",
        "accorde", "accordee", "abonne", "abonnee", "inscrit", "inscrite", "autorise", "autorisee", "consenti", "confirme", "confirmee",
    ]),
    (ConsentState::Withdrawn, &[
        "withdrawn", "no", "n", "false", "0", "off", "out", "optout", "optedout", "unsubscribed", "unsubscribe", "denied", "deny", "refused", "refuse",
        "declined", "decline", "rejected", "reject", "revoked", "revoke", "objected", "donotcontact", "non", "faux", "retire", "retiree", "refusee",
        "desabonne", "desabonnee", "desinscrit", "desinscrite", "revoque", "revoquee", "oppose", "opposee", "opposition",
    ]),
];

fn of_word<T: Copy>(table: &[(T, &[&str])], text: &str, reason: Reason) -> Result<T, Reason> {
    let name = folded(text);
    let found = table.iter().find(|(_, words)| words.contains(&name.as_str()));
    found.map(|(value, _)| *value).ok_or(reason)
}

/// Reads by what somebody is written to.
pub fn parse_channel(text: &str) -> Result<ConsentChannel, Reason> {
    of_word(&CHANNELS, text, Reason::ConsentChannel)
}

/// Reads what somebody is written to about.
pub fn parse_purpose(text: &str) -> Result<ConsentPurpose, Reason> {
    of_word(&PURPOSES, text, Reason::ConsentPurpose)
}

/// Reads whether somebody allows it.
pub fn parse_state(text: &str) -> Result<ConsentState, Reason> {
    of_word(&STATES, text, Reason::ConsentState)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn what_people_allow_is_read_as_programs_write_it() {
        for given in
            ["given", "Yes", "opt-in", "Opted in", "SUBSCRIBED", "granted", "true", "1", "Oui", "accepté", "Abonnée"]
        {
            assert_eq!(parse_state(given), Ok(ConsentState::Given), "{given}");
        }
        for withdrawn in
            ["withdrawn", "No", "opt-out", "Unsubscribed", "DENIED", "false", "0", "Non", "refusé", "Désabonné"]
        {
            assert_eq!(parse_state(withdrawn), Ok(ConsentState::Withdrawn), "{withdrawn}");
        }
        for neither in ["perhaps", "2", "pending", "yes, but"] {
            assert_eq!(parse_state(neither), Err(Reason::ConsentState), "{neither}");
        }
        assert_eq!(parse_purpose("Marketing"), Ok(ConsentPurpose::Promotional));
        assert_eq!(parse_purpose("transactionnel"), Ok(ConsentPurpose::Product));
        assert_eq!(parse_purpose("everything"), Err(Reason::ConsentPurpose));
        assert_eq!(parse_channel("Web push"), Ok(ConsentChannel::WebPush));
        assert_eq!(parse_channel("email"), Err(Reason::ConsentChannel));
    }

    #[test]
    fn each_word_is_known_and_has_one_meaning() {
        assert!(ConsentChannel::ALL.iter().all(|one| parse_channel(one.word()) == Ok(*one)));
        assert!(ConsentPurpose::ALL.iter().all(|one| parse_purpose(one.word()) == Ok(*one)));
        assert!(ConsentState::ALL.iter().all(|one| parse_state(one.word()) == Ok(*one)));
        let (states, purposes) = (STATES.iter().map(|(_, words)| *words), PURPOSES.iter().map(|(_, words)| *words));
        for words in [states.flatten().collect::<Vec<_>>(), purposes.flatten().collect()] {
            assert!(words.iter().all(|word| folded(word) == **word), "{words:?}");
            assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len(), "{words:?}");
        }
    }
}
