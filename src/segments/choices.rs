//! The choices with fixed codes: an enum for each attribute, whose words are the codes in rules, files and the
//! database.

use crate::words;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// An age group.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
pub enum AgeGroup {
    #[strum(serialize = "under_18")]
    Under18,
    #[strum(serialize = "18_to_24")]
    From18To24,
    #[strum(serialize = "25_to_34")]
    From25To34,
    #[strum(serialize = "35_to_49")]
    From35To49,
    #[strum(serialize = "50_or_over")]
    From50,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
    Other,
}

/// How an app was acquired.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum AcquisitionType {
    Free,
    Trial,
    Paid,
    PromotionalCode,
    Subscription,
    Other,
}

/// The kind of device on which an app was acquired.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum DeviceType {
    Pc,
    Phone,
    Tablet,
    Console,
    Holographic,
    Iot,
    Other,
}

/// The channel through which a customer found an app.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum Channel {
    StoreTraffic,
    CustomCampaign,
    Other,
}

/// How likely it is that a customer has stopped using an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ChurnRisk {
    Low,
    Medium,
    High,
}

words!(AgeGroup, Gender, AcquisitionType, DeviceType, Channel, ChurnRisk);

impl AgeGroup {
    /// The group of an age in years.
    pub const fn of(age: u16) -> Self {
        match age {
            0..=17 => Self::Under18,
            18..=24 => Self::From18To24,
            25..=34 => Self::From25To34,
            35..=49 => Self::From35To49,
            50.. => Self::From50,
        }
    }

    /// The groups of customers who may be younger than `least`.
    pub fn starting_below(least: u16) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |group| *group.ages().start() < least)
    }

    /// The ages in the group.
    pub const fn ages(self) -> RangeInclusive<u16> {
        match self {
            Self::Under18 => 0..=17,
            Self::From18To24 => 18..=24,
            Self::From25To34 => 25..=34,
            Self::From35To49 => 35..=49,
            Self::From50 => 50..=u16::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_into_the_groups_of_the_product_page() {
        let groups = [17, 18, 24, 25, 34, 35, 49, 50].map(|age| AgeGroup::of(age).word());
        let [a, b, c, d, e] = AgeGroup::WORDS else { panic!("five age groups") };
        assert_eq!(groups, [*a, *b, *b, *c, *c, *d, *d, *e]);
        assert_eq!([*a, *b, *e], ["under_18", "18_to_24", "50_or_over"]);
        for age in 0..=u16::MAX {
            assert!(AgeGroup::of(age).ages().contains(&age));
        }
    }

    #[test]
    fn the_codes_are_those_of_stored_rules() {
        assert_eq!(AcquisitionType::WORDS[3..5], ["promotional_code", "subscription"]);
        assert_eq!(DeviceType::WORDS, ["pc", "phone", "tablet", "console", "holographic", "iot", "other"]);
        assert_eq!(Channel::WORDS, ["store_traffic", "custom_campaign", "other"]);
        assert!(Gender::ALL.iter().all(|gender| Gender::from_word(gender.word()) == Some(*gender)));
    }
}
