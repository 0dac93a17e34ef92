//! What the built-in attributes are: one row for each, and where its value is in a profile.

use super::key::BuiltIn;
use super::kinds::{
    ACQUISITION_TYPES, AGE_GROUPS, CHANNELS, CHURN_RISKS, Category, Choices, DEVICE_TYPES, GENDERS, Kind, age_group,
};
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
            Self::AgeGroup => row(Demographic, Choice, Closed(AGE_GROUPS)),
            Self::Age => row(Demographic, Number, None),
            Self::Gender => row(Demographic, Choice, Closed(GENDERS)),
            Self::Market => row(Demographic, Choice, Markets),
            Self::Language => row(Demographic, Choice, Languages),
            Self::AcquiredOn => row(Acquisitions, Date, None),
            Self::AcquisitionType => row(Acquisitions, Choice, Closed(ACQUISITION_TYPES)),
            Self::DeviceType => row(Acquisitions, Choice, Closed(DEVICE_TYPES)),
            Self::OsVersion => row(Acquisitions, Choice, Open),
            Self::Channel => row(AcquisitionSource, Choice, Closed(CHANNELS)),
            Self::CampaignId | Self::ReferrerDomain => row(AcquisitionSource, Choice, Open),
            Self::PageViewedOn => row(AcquisitionSource, Date, None),
            Self::LastUsedOn => row(Usage, Date, None),
            Self::DaysUsed30 | Self::Sessions => row(Usage, Number, None),
            Self::Stars => row(Rating, Number, None),
            Self::RatedOn => row(Rating, Date, None),
            Self::ChurnRisk => row(ChurnPrediction, Choice, Closed(CHURN_RISKS)),
            Self::Purchases => row(StorePurchases, Number, None),
            Self::LastPurchaseOn => row(StorePurchases, Date, None),
            Self::FirstPurchaseMade => row(StorePurchases, YesNo, None),
            Self::AppsAcquired => row(StoreAcquisitions, Number, None),
            Self::SpendCents | Self::Spend30Cents | Self::TotalSpendCents => row(StoreSpend, Money, None),
        }
    }

    /// The customer's value of it.
    pub fn value(self, profile: &Profile) -> Value {
        match self {
            Self::AgeGroup => profile.age.map(|age| age_group(age).to_owned()).as_ref().into(),
            Self::Age => profile.age.map(i64::from).into(),
            Self::Gender => profile.gender.as_ref().into(),
            Self::Market => profile.market.as_ref().into(),
            Self::Language => profile.language.as_ref().into(),
            Self::AcquiredOn => profile.acquired_on.into(),
            Self::AcquisitionType => profile.acquisition_type.as_ref().into(),
            Self::DeviceType => profile.device_type.as_ref().into(),
            Self::OsVersion => profile.os_version.as_ref().into(),
            Self::Channel => profile.channel.as_ref().into(),
            Self::CampaignId => profile.campaign_id.as_ref().into(),
            Self::PageViewedOn => profile.page_viewed_on.into(),
            Self::ReferrerDomain => profile.referrer_domain.as_ref().into(),
            Self::LastUsedOn => profile.last_used_on.into(),
            Self::DaysUsed30 => profile.days_used_30.into(),
            Self::Sessions => profile.sessions.into(),
            Self::Stars => profile.stars.map(i64::from).into(),
            Self::RatedOn => profile.rated_on.into(),
            Self::ChurnRisk => profile.churn_risk.as_ref().into(),
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
