//! The known columns of files: one table of fields, their names in headers, and the kinds of file that have them.

use super::kind::ImportKind;
use crate::currency::Currency;
use crate::text::folded;
use ImportKind::{Consents, Customers, Purchases, Ratings, Usage};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// The field in a known column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Field {
    AccountId,
    Email,
    BirthDate,
    Age,
    AgeGroup,
    Gender,
    Market,
    Language,
    AcquiredOn,
    AcquisitionType,
    DeviceType,
    OsVersion,
    Channel,
    CampaignId,
    PageViewedOn,
    ReferrerDomain,
    OrderId,
    PurchasedAt,
    Amount,
    Currency,
    Refunded,
    Status,
    ProductId,
    Product,
    Quantity,
    UsedOn,
    Sessions,
    Stars,
    RatedOn,
    ConsentChannel,
    ConsentPurpose,
    ConsentState,
    SaidAt,
    Evidence,
}

/// A field, in the kinds of file that have it.
struct Row {
    field: Field,
    kinds: &'static [ImportKind],
    is_required: bool,
    /// The key of the message with its name.
    message: &'static str,
    /// Headers in English and French. The first three are shown as examples.
    names: &'static [&'static str],
}

const fn row(
    field: Field,
    kinds: &'static [ImportKind],
    is_required: bool,
    message: &'static str,
    names: &'static [&'static str],
) -> Row {
    Row { field, kinds, is_required, message, names }
}

/// The first row of a kind that has the header decides: `id` is the order id in purchases and the account id in the
/// other kinds.
#[rustfmt::skip]
const ROWS: [Row; 34] = [
    row(Field::OrderId, &[Purchases], true, "import-field-order-id", &["order_id", "purchase_id", "transaction_id", "id", "order", "order number", "order no", "transaction", "invoice id", "invoice no", "basket id", "receipt id", "store transaction id", "order name", "charge id", "payment id", "sale id", "id commande", "commande", "numéro commande", "numéro de commande", "identifiant commande", "identifiant de commande", "id achat"]),
    row(Field::AccountId, ImportKind::ALL, true, "import-field-account-id", &["account_id", "customer_id", "user_id", "id", "account", "account number", "account no", "customer", "customer number", "customer no", "client id", "user", "user key", "app user id", "original app user id", "rc original app user id", "buyer id", "customer account id", "member id", "uid", "household id", "id compte", "compte", "numéro compte", "numéro de compte", "identifiant", "identifiant compte", "identifiant du compte", "identifiant client", "identifiant du client", "identifiant utilisateur", "id client", "client", "numéro client", "numéro de client", "id utilisateur", "utilisateur"]),
    row(Field::Email, &[Customers], false, "import-field-email", &["email", "email_address", "mail", "mail address", "user email", "customer email", "courriel", "adresse courriel", "adresse e-mail", "adresse mail", "adresse électronique", "mél"]),
    row(Field::BirthDate, &[Customers], false, "import-field-birth-date", &["birth_date", "birthday", "date_of_birth", "dob", "born on", "born", "birth on", "date de naissance", "date naissance", "naissance", "né le", "né(e) le"]),
    row(Field::Age, &[Customers], false, "attribute-age", &["age", "age years", "age in years", "customer age", "user age"]),
    row(Field::AgeGroup, &[Customers], false, "attribute-age-group", &["age_group", "age_range", "age_bracket", "age groups", "age class", "age category", "age segment", "tranche d'âge", "tranche âge", "groupe d'âge", "groupe âge", "classe d'âge", "catégorie d'âge"]),
    row(Field::Gender, &[Customers], false, "attribute-gender", &["gender", "sex", "sexe", "genre", "civilité"]),
    row(Field::Market, &[Customers], false, "attribute-market", &["market", "country", "country_code", "market code", "country region", "country or region", "customer country", "storefront", "territory", "default address country code", "default address country", "pays", "code pays", "marché"]),
    row(Field::Language, &[Customers], false, "attribute-language", &["language", "lang", "locale", "language code", "language tag", "customer language", "user language", "device language", "preferred language", "preferred locales", "langue", "code langue"]),
    row(Field::AcquiredOn, &[Customers], false, "attribute-acquired-on", &["acquired_at", "acquisition_date", "install_date", "acquired on", "acquired", "app acquisition date", "date acquired", "installed at", "installed on", "install time", "signup date", "signed up at", "signed up on", "registered at", "registered on", "registration date", "first seen", "date acquisition", "date d'acquisition", "date d'acquisition de l'application", "date installation", "date d'installation", "acquis le", "installé le", "date inscription", "date d'inscription", "inscrit le"]),
    row(Field::AcquisitionType, &[Customers], false, "attribute-acquisition-type", &["acquisition_type", "type d'acquisition", "type acquisition"]),
    row(Field::DeviceType, &[Customers], false, "attribute-device-type", &["device_type", "device", "device_family", "device category", "form factor", "type d'appareil", "type appareil", "appareil"]),
    row(Field::OsVersion, &[Customers], false, "attribute-os-version", &["os_version", "os", "operating_system", "operating system version", "version os", "version de l'os", "système d'exploitation", "version du système d'exploitation", "version système"]),
    row(Field::Channel, &[Customers], false, "attribute-channel", &["channel", "acquisition_channel", "source type", "traffic type", "canal", "canal d'acquisition"]),
    row(Field::CampaignId, &[Customers], false, "attribute-campaign-id", &["campaign_id", "campaign", "custom_campaign_id", "cid", "utm campaign", "id campagne", "id de campagne", "campagne", "identifiant campagne", "identifiant de campagne"]),
    row(Field::PageViewedOn, &[Customers], false, "attribute-page-viewed-on", &["page_viewed_on", "page_view_date", "store_page_view_date", "page viewed at", "store page viewed on", "store page viewed at", "date de consultation", "date consultation", "date de consultation de la page du Store"]),
    row(Field::ReferrerDomain, &[Customers], false, "attribute-referrer-domain", &["referrer_domain", "referrer", "referrer_uri_domain", "referer", "referer domain", "referrer url", "referrer uri", "referrer url domain", "domaine référent", "domaine URI référent", "référent"]),
    row(Field::PurchasedAt, &[Purchases], true, "import-field-purchased-at", &["purchased_at", "purchase_date", "order_date", "date", "purchased on", "purchase time", "purchase timestamp", "order time", "ordered at", "ordered on", "invoice date", "transaction date", "transaction time", "transaction timestamp", "time", "date time", "timestamp", "date achat", "created date utc", "created utc", "created at", "created", "created date", "creation date", "order created at", "paid at", "paid on", "payment date", "charged at", "order charged date", "charge date", "sale date", "start time", "date d'achat", "acheté le", "payé le", "date paiement", "date de paiement", "créé le", "date de création", "date de vente", "date commande", "date de commande", "horodatage", "date heure"]),
    row(Field::Amount, &[Purchases], true, "import-field-amount", &["amount", "total", "price", "total amount", "total price", "amount paid", "paid amount", "total paid", "charged amount", "order total", "grand total", "line total", "price in purchased currency", "price in", "spend", "value", "revenue", "sales", "sales value", "gross", "gross amount", "montant", "montant total", "montant payé", "total ttc", "montant ttc", "prix", "prix total", "somme"]),
    row(Field::Currency, &[Purchases], false, "import-field-currency", &["currency", "currency_code", "iso_currency", "amount currency", "payment currency", "presentment currency", "currency of sale", "buyer currency", "transaction currency", "price currency", "purchased currency", "devise", "monnaie", "code devise"]),
    row(Field::Refunded, &[Purchases], false, "import-field-refunded", &["refunded", "amount_refunded", "refunded_amount", "refund", "refund amount", "refunds", "total refunded", "amount refund", "is refunded", "refunded at", "refunded on", "refund date", "remboursé", "montant remboursé", "remboursement", "montant du remboursement", "remboursements", "remboursé le", "date de remboursement"]),
    row(Field::Status, &[Purchases], false, "import-field-status", &["status", "payment_status", "financial_status", "order status", "transaction status", "state", "order state", "payment state", "charge status", "statut", "statut paiement", "statut du paiement", "statut de paiement", "statut commande", "statut de la commande", "état", "état du paiement", "état de la commande"]),
    row(Field::ProductId, &[Purchases], false, "import-field-product-id", &["product_id", "sku", "item_id", "sku id", "lineitem sku", "product sku", "article id", "identifiant produit", "id produit", "id article", "référence", "référence produit"]),
    row(Field::Product, &[Purchases], false, "import-field-product", &["product", "product_name", "item", "product title", "lineitem name", "item name", "article", "produit", "nom du produit", "nom produit", "libellé"]),
    row(Field::Quantity, &[Purchases], false, "import-field-quantity", &["quantity", "qty", "units", "lineitem quantity", "item quantity", "unit count", "quantité", "qté", "nombre d'unités"]),
    row(Field::UsedOn, &[Usage], true, "import-field-used-on", &["used_on", "used_at", "day", "date", "usage date", "usage day", "activity date", "active on", "active day", "session date", "jour", "utilisé le", "date d'utilisation", "date utilisation", "jour d'utilisation"]),
    row(Field::Sessions, &[Usage], false, "attribute-sessions", &["sessions", "session_count", "visits", "sessions count", "number of sessions", "launches", "opens", "nombre de sessions", "nb sessions", "visites", "lancements"]),
    row(Field::Stars, &[Ratings], true, "import-field-stars", &["stars", "rating", "score", "star rating", "rating stars", "note", "étoiles", "nombre d'étoiles", "évaluation"]),
    row(Field::RatedOn, &[Ratings], false, "attribute-rated-on", &["rated_on", "rating_date", "date", "rated at", "review date", "reviewed on", "day", "date d'évaluation", "date de l'évaluation", "date évaluation", "date de la note", "évalué le", "noté le", "jour"]),
    row(Field::ConsentChannel, &[Consents], true, "import-field-consent-channel", &["channel", "consent_channel", "medium", "consent medium", "canal", "canal du consentement", "moyen"]),
    row(Field::ConsentPurpose, &[Consents], true, "import-field-consent-purpose", &["purpose", "consent_purpose", "topic", "consent type", "finalité", "finalité du consentement", "objet", "but"]),
    row(Field::ConsentState, &[Consents], true, "import-field-consent-state", &["state", "consent", "status", "consent state", "consent status", "opt in", "opt in status", "subscribed", "subscription status", "is subscribed", "answer", "consentement", "état", "statut", "état du consentement", "statut du consentement", "réponse", "abonné"]),
    row(Field::SaidAt, &[Consents], true, "import-field-said-at", &["at", "said_at", "consented_at", "date", "consent date", "consent time", "consent timestamp", "timestamp", "time", "date time", "recorded at", "changed at", "updated at", "le", "date du consentement", "date de consentement", "horodatage", "date heure"]),
    row(Field::Evidence, &[Consents], false, "import-field-evidence", &["evidence", "text", "consent_text", "wording", "proof", "consent wording", "preuve", "texte", "texte affiché", "texte du consentement", "mention"]),
];

impl Field {
    /// The field with this header in a file of this kind.
    pub fn of_header(kind: ImportKind, header: &str) -> Option<Self> {
        Self::ranked(kind, header).map(|(field, _)| field)
    }

    /// The field with this header in a file of this kind, and how well the header fits it: 0 is best.
    pub fn ranked(kind: ImportKind, header: &str) -> Option<(Self, usize)> {
        Self::named(kind, &folded(header)).or_else(|| {
            // The name of an amount may have its currency in it.
            let is_named = !Currency::of_header(header).is_empty();
            let bare = is_named.then(|| folded(&Currency::without(header)))?;
            Self::named(kind, &bare).filter(|(field, _)| field.is_amount())
        })
    }

    fn named(kind: ImportKind, name: &str) -> Option<(Self, usize)> {
        let place = |row: &Row| row.names.iter().position(|known| folded(known) == name);
        let mut rows = ROWS.iter().filter(|row| row.kinds.contains(&kind));
        rows.find_map(|row| place(row).map(|rank| (row.field, rank)))
    }

    /// Whether its values are amounts of money.
    pub const fn is_amount(self) -> bool {
        matches!(self, Self::Amount | Self::Refunded)
    }

    /// The fields of this kind of file, in the order in which they are offered.
    pub fn of_kind(kind: ImportKind) -> impl Iterator<Item = Self> {
        ROWS.iter().filter(move |row| row.kinds.contains(&kind)).map(|row| row.field)
    }

    /// The field's word in forms and on the command line.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// The name that it has in examples.
    pub fn name(self) -> &'static str {
        self.row().and_then(|row| row.names.first()).copied().unwrap_or_else(|| self.word())
    }

    /// The fields that a file of this kind must have.
    pub fn required(kind: ImportKind) -> impl Iterator<Item = Self> {
        ROWS.iter().filter(move |row| row.is_required && row.kinds.contains(&kind)).map(|row| row.field)
    }

    /// Whether a line must have it, in some kind of file.
    pub fn is_required(self) -> bool {
        self.row().is_some_and(|row| row.is_required)
    }

    /// Whether its values are dates or moments.
    pub const fn is_date(self) -> bool {
        matches!(
            self,
            Self::BirthDate
                | Self::AcquiredOn
                | Self::PageViewedOn
                | Self::PurchasedAt
                | Self::UsedOn
                | Self::RatedOn
                | Self::SaidAt
        )
    }

    /// The key of the message with the field's name.
    pub fn message(self) -> &'static str {
        self.row().map_or("unknown", |row| row.message)
    }

    /// The first three headers of the field, separated by commas.
    pub fn examples(self) -> String {
        self.row().map(|row| row.names.iter().take(3).copied().collect::<Vec<_>>().join(", ")).unwrap_or_default()
    }

    fn row(self) -> Option<&'static Row> {
        static TABLE: [Row; ROWS.len()] = ROWS;
        TABLE.iter().find(|row| row.field == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn case_accents_and_punctuation_of_a_header_do_not_count() {
        for header in ["account_id", "Account ID", "CUSTOMER-ID", "user id", "Identifiant Client", "id", "\u{a0}Uid "] {
            assert_eq!(Field::of_header(Customers, header), Some(Field::AccountId), "{header}");
        }
        assert_eq!(Field::of_header(Customers, "Date d\u{2019}acquisition"), Some(Field::AcquiredOn));
        assert_eq!(Field::of_header(Customers, "Âge"), Some(Field::Age));
        assert_eq!(Field::of_header(Customers, "acquisitionType"), Some(Field::AcquisitionType));
        assert_eq!(Field::of_header(Customers, "Default Address Country Code"), Some(Field::Market));
        assert_eq!(Field::of_header(Customers, "age_band"), None);
        assert_eq!(Field::of_header(Customers, ""), None);
    }

    #[test]
    fn the_same_header_can_be_a_different_field_in_another_kind() {
        assert_eq!(Field::of_header(Purchases, "date"), Some(Field::PurchasedAt));
        assert_eq!(Field::of_header(Usage, "date"), Some(Field::UsedOn));
        assert_eq!(Field::of_header(Ratings, "date"), Some(Field::RatedOn));
        assert_eq!(Field::of_header(Customers, "date"), None);
        assert_eq!(Field::of_header(Purchases, "id"), Some(Field::OrderId));
        assert_eq!(Field::of_header(Usage, "id"), Some(Field::AccountId));
    }

    #[test]
    fn no_header_occurs_twice_in_a_kind() {
        for kind in ImportKind::ALL {
            let mut names = HashSet::new();
            for row in ROWS.iter().filter(|row| row.kinds.contains(kind)) {
                for name in row.names.iter().filter(|name| **name != "id") {
                    assert!(names.insert(folded(name)), "{name}");
                }
            }
        }
    }

    #[test]
    fn every_kind_requires_an_account() {
        for kind in ImportKind::ALL.iter().copied() {
            assert!(Field::required(kind).any(|field| field == Field::AccountId));
        }
        assert_eq!(Field::required(Purchases).count(), 4);
    }
}
