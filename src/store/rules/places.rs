//! Where the database has the built-in attributes.

use crate::segments::BuiltIn;

/// Where the value of an attribute is.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In the day of birth, or else in the age as it was stated.
    Age,
    /// In the age, which is one of the group's.
    AgeGroup,
    /// In a column, or in an expression over columns; NULL where unknown.
    Column(&'static str),
    /// In a column of which only the numbers of a byte are values.
    Byte(&'static str),
}

/// Where the value of the attribute is, in the tables of [`super::compiler::Compiler::everyone`].
pub const fn place(attribute: BuiltIn) -> Place {
    match attribute {
        BuiltIn::AgeGroup => Place::AgeGroup,
        BuiltIn::Age => Place::Age,
        BuiltIn::Gender => Place::Column("customers.gender"),
        BuiltIn::Market => Place::Column("customers.market"),
        BuiltIn::Language => Place::Column("customers.language"),
        BuiltIn::AcquiredOn => Place::Column("acquisitions.acquired_on"),
        BuiltIn::AcquisitionType => Place::Column("acquisitions.acquisition_type"),
        BuiltIn::DeviceType => Place::Column("acquisitions.device_type"),
        BuiltIn::OsVersion => Place::Column("acquisitions.os_version"),
        BuiltIn::Channel => Place::Column("acquisitions.channel"),
        BuiltIn::CampaignId => Place::Column("acquisitions.campaign_id"),
        BuiltIn::PageViewedOn => Place::Column("acquisitions.page_viewed_on"),
        BuiltIn::ReferrerDomain => Place::Column("acquisitions.referrer_domain"),
        BuiltIn::LastUsedOn => Place::Column("profiles.last_used_on"),
        BuiltIn::DaysUsed30 => Place::Column("profiles.days_used_30"),
        BuiltIn::Sessions => Place::Column("profiles.sessions"),
        BuiltIn::Stars => Place::Byte("profiles.stars"),
        BuiltIn::RatedOn => Place::Column("profiles.rated_on"),
        BuiltIn::ChurnRisk => Place::Column("profiles.churn_risk"),
        BuiltIn::Purchases => Place::Column("profiles.purchases"),
        BuiltIn::LastPurchaseOn => Place::Column("profiles.last_purchase_on"),
        BuiltIn::FirstPurchaseMade => Place::Column("(CASE WHEN profiles.purchases > 0 THEN 1 ELSE 0 END)"),
        BuiltIn::AppsAcquired => Place::Column("profiles.apps_acquired"),
        BuiltIn::SpendCents => Place::Column("profiles.spend_cents"),
        BuiltIn::Spend30Cents => Place::Column("profiles.spend_30_cents"),
        BuiltIn::TotalSpendCents => Place::Column("profiles.total_spend_cents"),
    }
}
