//! Where built-in attributes are stored.

use crate::segments::BuiltIn;
use std::borrow::Cow;

/// The place of an attribute's value.
#[derive(Clone, Debug)]
pub enum Place {
    /// In the day of birth, or in the stored age if that is unknown.
    Age,
    /// In the age, which determines the age group.
    AgeGroup,
    /// In a column, or in an expression over columns; NULL if unknown.
    Column(Cow<'static, str>),
    /// In a column whose values are 0 to 255; other numbers are not values.
    Byte(&'static str),
}

impl Place {
    const fn column(name: &'static str) -> Self {
        Self::Column(Cow::Borrowed(name))
    }
}

/// The place of the attribute's value, in the tables of [`super::compiler::Compiler::everyone`], when `pass` is the
/// last pass over the profiles that counts.
pub fn place(attribute: BuiltIn, pass: i64) -> Place {
    match attribute {
        BuiltIn::AgeGroup => Place::AgeGroup,
        BuiltIn::Age => Place::Age,
        BuiltIn::Gender => Place::column("customers.gender"),
        BuiltIn::Market => Place::column("customers.market"),
        BuiltIn::Language => Place::column("customers.language"),
        BuiltIn::AcquiredOn => Place::column("acquisitions.acquired_on"),
        BuiltIn::AcquisitionType => Place::column("acquisitions.acquisition_type"),
        BuiltIn::DeviceType => Place::column("acquisitions.device_type"),
        BuiltIn::OsVersion => Place::column("acquisitions.os_version"),
        BuiltIn::Channel => Place::column("acquisitions.channel"),
        BuiltIn::CampaignId => Place::column("acquisitions.campaign_id"),
        BuiltIn::PageViewedOn => Place::column("acquisitions.page_viewed_on"),
        BuiltIn::ReferrerDomain => Place::column("acquisitions.referrer_domain"),
        BuiltIn::LastUsedOn => Place::column("profiles.last_used_on"),
        BuiltIn::DaysUsed30 => changed_by_passes("days_used_30", pass),
        BuiltIn::Sessions => Place::column("profiles.sessions"),
        BuiltIn::Stars => Place::Byte("profiles.stars"),
        BuiltIn::RatedOn => Place::column("profiles.rated_on"),
        BuiltIn::ChurnRisk => changed_by_passes("churn_risk", pass),
        BuiltIn::Purchases => Place::column("profiles.purchases"),
        BuiltIn::LastPurchaseOn => Place::column("profiles.last_purchase_on"),
        BuiltIn::FirstPurchaseMade => Place::column("(CASE WHEN profiles.purchases > 0 THEN 1 ELSE 0 END)"),
        BuiltIn::AppsAcquired => Place::column("profiles.apps_acquired"),
        BuiltIn::SpendCents => Place::column("profiles.spend_cents"),
        BuiltIn::Spend30Cents => changed_by_passes("spend_30_cents", pass),
        BuiltIn::TotalSpendCents => Place::column("profiles.total_spend_cents"),
    }
}

/// A column of the profiles that changes with another day or churn model. The value from before the last pass is in a
/// column of its own.
fn changed_by_passes(column: &str, pass: i64) -> Place {
    let value = format!("(CASE WHEN profiles.pass > {pass} THEN profiles.{column}_before ELSE profiles.{column} END)");
    Place::Column(Cow::Owned(value))
}
