//! Reads what became of an order, as shops, stores for apps and payment services write it.

use crate::reading::refusal::Reason;
use crate::text::folded;

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Paid,
    /// Refunded in full.
    Refunded,
    PartlyRefunded,
    /// Nothing was paid, or not yet.
    Unpaid,
    /// Called off: nothing was paid, or it was given back.
    Canceled,
}

/// The words of each, folded: Stripe, Shopify, WooCommerce, PayPal, Google Play, App Store Connect, RevenueCat, and what
/// people write in English and French. `processing` is not among them: paid in WooCommerce, not yet paid in Stripe.
#[rustfmt::skip]
const WORDS: [(Status, &[&str]); 5] = [
    (Status::Paid, &[
        "paid", "succeeded", "success", "successful", "complete", "completed", "captured", "settled", "charged", "charge", "purchased",
        "purchase", "sale", "sold", "processed", "fulfilled", "unfulfilled", "delivered", "shipped", "closed", "active", "approved", "confirmed",
        "accepted", "ok", "done", "partiallyfulfilled", "paymentreceived", "renewal", "renewed", "initialpurchase", "paymentsuccessful", "won",
        "payee", "paye", "payes", "payees", "reussi", "reussie", "termine", "terminee", "livre", "livree", "regle", "reglee", "encaisse",
        "encaissee", "valide", "validee", "expedie", "expediee", "confirme", "confirmee", "accepte", "acceptee", "acquitte", "acquittee", "vente",
        "achat", "effectue", "effectuee", "debite", "debitee",
    ]),
    (Status::Refunded, &[
        "refunded", "refund", "fullyrefunded", "fullrefund", "chargerefund", "chargeback", "chargedback", "reversed", "reversal", "revoked",
        "revoke", "returned", "return", "disputelost", "lost", "credited", "rembourse", "remboursee", "remboursement", "totalementrembourse",
        "totalementremboursee", "rembourseentotalite", "retourne", "retournee", "retour", "impayebancaire", "contrepasse", "contrepassee",
    ]),
    (Status::PartlyRefunded, &[
        "partiallyrefunded", "partialrefund", "partlyrefunded", "partialrefunded", "partiellementrembourse", "partiellementremboursee",
        "remboursementpartiel", "rembourseenpartie", "rembourseepartiellement", "remboursepartiellement",
    ]),
    (Status::Unpaid, &[
        "failed", "failure", "pending", "draft", "authorized", "authorised", "authorization", "authorisation", "unpaid", "notpaid", "incomplete",
        "incompleteexpired", "expired", "declined", "denied", "rejected", "refused", "blocked", "requirespaymentmethod", "requiresaction",
        "requiresconfirmation", "requirescapture", "uncaptured", "uncollectible", "abandoned", "onhold", "hold", "awaitingpayment",
        "waitingforpayment", "pendingpayment", "paymentpending", "paymentfailed", "overdue", "pastdue", "checkoutdraft", "error", "deferred",
        "created", "scheduled", "echoue", "echouee", "echec", "enattente", "enattentedepaiement", "attentedepaiement", "brouillon", "autorise",
        "autorisee", "impaye", "impayee", "nonpaye", "nonpayee", "expire", "expiree", "abandonne", "abandonnee", "rejete", "rejetee", "refuse",
        "refusee", "bloque", "bloquee", "incomplet", "erreur", "suspendu", "suspendue",
    ]),
    (Status::Canceled, &[
        "canceled", "cancelled", "cancel", "cancelation", "cancellation", "void", "voided", "trash", "deleted", "annule", "annulee", "annulation",
        "supprime", "supprimee",
    ]),
];

/// The status that `text` names. An unknown word is an error.
pub fn parse_status(text: &str) -> Result<Status, Reason> {
    let name = folded(text);
    let found = WORDS.iter().find(|(_, words)| words.contains(&name.as_str()));
    found.map(|(status, _)| *status).ok_or(Reason::Status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_as_services_write_them() {
        let cases = [
            ("Paid", Status::Paid),
            ("succeeded", Status::Paid),
            ("Réglée", Status::Paid),
            ("Refunded", Status::Refunded),
            ("REMBOURSÉ", Status::Refunded),
            ("partially_refunded", Status::PartlyRefunded),
            ("requires_payment_method", Status::Unpaid),
            ("En attente", Status::Unpaid),
            ("Authorised", Status::Unpaid),
            ("Cancelled", Status::Canceled),
            ("Annulée", Status::Canceled),
        ];
        for (text, status) in cases {
            assert_eq!(parse_status(text), Ok(status), "{text}");
        }
        assert_eq!(parse_status("perhaps"), Err(Reason::Status));
    }

    #[test]
    fn no_word_has_two_meanings() {
        let mut words: Vec<&str> = WORDS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        assert!(words.iter().all(|word| folded(word) == *word));
        words.sort_unstable();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{words:?}");
    }
}
