//! The built-in attributes: one row of properties for each, and which field of a profile holds its value.

use super::choices::{AcquisitionType, AgeGroup, Channel, ChurnRisk, DeviceType, Gender};
use super::key::BuiltIn;
use super::kinds::{Category, Choices, Kind};
use super::profile::{Profile, Value};

/// One row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub category: Category,
    pub kind: Kind,
    pub choices: Choices,
}

const fn row(category: Category, kind: Kind, choices: Choices) -> Row {
    Row { category, kind, choices }
}

impl BuiltIn {
    /// Its row of the catalogue.
    pub const fn row(self) -> Row {
        use Category::{
            AcquisitionSource, Acquisitions, ChurnPrediction, Demographic, Rating, StoreAcquisitions, StorePurchases,
            StoreSpend, Usage,
        };
        use Choices::{Closed, Languages, Markets, None, Open};
        use Kind::{Choice, Date, Money, Number, YesNo};
        match self {
            Self::AgeGroup => row(Demographic, Choice, Closed(AgeGroup::WORDS)),
            Self::Age => row(Demographic, Number, None),
            Self::Gender => row(Demographic, Choice, Closed(Gender::WORDS)),
            Self::Market => row(Demographic, Choice, Markets),
            Self::Language => row(Demographic, Choice, Languages),
            Self::AcquiredOn => row(Acquisitions, Date, None),
            Self::AcquisitionType => row(Acquisitions, Choice, Closed(AcquisitionType::WORDS)),
            Self::DeviceType => row(Acquisitions, Choice, Closed(DeviceType::WORDS)),
            Self::OsVersion => row(Acquisitions, Choice, Open),
            Self::Channel => row(AcquisitionSource, Choice, Closed(Channel::WORDS)),
            Self::CampaignId | Self::ReferrerDomain => row(AcquisitionSource, Choice, Open),
            Self::PageViewedOn => row(AcquisitionSource, Date, None),
            Self::LastUsedOn => row(Usage, Date, None),
            Self::DaysUsed30 | Self::Sessions => row(Usage, Number, None),
            Self::Stars => row(Rating, Number, None),
            Self::RatedOn => row(Rating, Date, None),
            Self::ChurnRisk => row(ChurnPrediction, Choice, Closed(ChurnRisk::WORDS)),
            Self::Purchases => row(StorePurchases, Number, None),
            Self::LastPurchaseOn => row(StorePurchases, Date, None),
            Self::FirstPurchaseMade => row(StorePurchases, YesNo, None),
            Self::AppsAcquired => row(StoreAcquisitions, Number, None),
            Self::SpendCents | Self::Spend30Cents | Self::TotalSpendCents => row(StoreSpend, Money, None),
        }
    }

    /// The customer's value.
    pub fn value(self, profile: &Profile) -> Value {
        match self {
            Self::AgeGroup => profile.age_group().map(AgeGroup::word).into(),
            Self::Age => profile.age.map(i64::from).into(),
            Self::Gender => profile.gender.map(Gender::word).into(),
            Self::Market => profile.market.as_deref().into(),
            Self::Language => profile.language.as_deref().into(),
            Self::AcquiredOn => profile.acquired_on.into(),
            Self::AcquisitionType => profile.acquisition_type.map(AcquisitionType::word).into(),
            Self::DeviceType => profile.device_type.map(DeviceType::word).into(),
            Self::OsVersion => profile.os_version.as_deref().into(),
            Self::Channel => profile.channel.map(Channel::word).into(),
            Self::CampaignId => profile.campaign_id.as_deref().into(),
            Self::PageViewedOn => profile.page_viewed_on.into(),
            Self::ReferrerDomain => profile.referrer_domain.as_deref().into(),
            Self::LastUsedOn => profile.last_used_on.into(),
            Self::DaysUsed30 => profile.days_used_30.into(),
            Self::Sessions => profile.sessions.into(),
            Self::Stars => profile.stars.map(i64::from).into(),
            Self::RatedOn => profile.rated_on.into(),
            Self::ChurnRisk => profile.churn_risk.map(ChurnRisk::word).into(),
            Self::Purchases => profile.purchases.into(),
            Self::LastPurchaseOn => profile.last_purchase_on.into(),
            Self::FirstPurchaseMade => i64::from(profile.purchases > 0).into(),
            Self::AppsAcquired => profile.apps_acquired.into(),
            Self::SpendCents => profile.spend_cents.into(),
            Self::Spend30Cents => profile.spend_30_cents.into(),
            Self::TotalSpendCents => profile.total_spend_cents.into(),
        }
    }

    /// The attribute that it is computed from, or itself.
    pub const fn source(self) -> Self {
        match self {
            Self::AgeGroup => Self::Age,
            Self::FirstPurchaseMade => Self::Purchases,
            Self::Age
            | Self::Gender
            | Self::Market
            | Self::Language
            | Self::AcquiredOn
            | Self::AcquisitionType
            | Self::DeviceType
            | Self::OsVersion
            | Self::Channel
            | Self::CampaignId
            | Self::PageViewedOn
            | Self::ReferrerDomain
            | Self::LastUsedOn
            | Self::DaysUsed30
            | Self::Sessions
            | Self::Stars
            | Self::RatedOn
            | Self::ChurnRisk
            | Self::Purchases
            | Self::LastPurchaseOn
            | Self::AppsAcquired
            | Self::SpendCents
            | Self::Spend30Cents
            | Self::TotalSpendCents => self,
        }
    }
}
