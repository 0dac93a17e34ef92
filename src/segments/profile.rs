//! The data about one customer of one app, from which every attribute is read.

use super::choices::{AcquisitionType, AgeGroup, Channel, ChurnRisk, DeviceType, Gender};
use crate::day::Day;

/// One customer of one app. Texts are codes: `US`, `en`; money is hundredths of the currency of the app.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// In full years, today.
    pub age: Option<u16>,
    /// The age group that a file named, which counts while the age is unknown.
    pub told_age_group: Option<AgeGroup>,
    pub gender: Option<Gender>,
    pub market: Option<String>,
    pub language: Option<String>,
    pub acquired_on: Option<Day>,
    pub acquisition_type: Option<AcquisitionType>,
    pub device_type: Option<DeviceType>,
    pub os_version: Option<String>,
    pub channel: Option<Channel>,
    pub campaign_id: Option<String>,
    pub page_viewed_on: Option<Day>,
    pub referrer_domain: Option<String>,
    pub last_used_on: Option<Day>,
    /// Days with use among the last 30, including today; 0 if there were none.
    pub days_used_30: i64,
    pub sessions: i64,
    pub stars: Option<u8>,
    pub rated_on: Option<Day>,
    /// Unknown while the app has no model, and for customers who never used the app.
    pub churn_risk: Option<ChurnRisk>,
    pub purchases: i64,
    pub last_purchase_on: Option<Day>,
    /// How many of the publisher's apps the customer acquired.
    pub apps_acquired: i64,
    pub spend_cents: i64,
    pub spend_30_cents: i64,
    pub total_spend_cents: i64,
    /// The ids of the customer's groups, limited to those that rules refer to.
    pub groups: Vec<String>,
    pub custom: Vec<CustomValue>,
}

/// A customer's value of a custom attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomValue {
    /// The key of the attribute in its app.
    pub key: String,
    pub value: String,
}

impl Profile {
    /// The group of the age, or that which a file named.
    pub fn age_group(&self) -> Option<AgeGroup> {
        self.age.map(AgeGroup::of).or(self.told_age_group)
    }
}

impl CustomValue {
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

/// The value of one attribute for one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Unknown,
    /// The code of a choice.
    Text(String),
    /// The ids of groups; never unknown.
    Groups(Vec<String>),
    /// A count, cents, the number of a day, or 0 and 1 for no and yes.
    Number(i64),
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::Unknown, |text| Self::Text(text.to_owned()))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Unknown, Self::Number)
    }
}

impl From<Option<Day>> for Value {
    fn from(day: Option<Day>) -> Self {
        day.map(|day| i64::from(day.number())).into()
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
