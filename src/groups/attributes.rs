//! What the attributes of an app are worth for a rule: of how many customers each is known.

use crate::columns::View;
use crate::segments::{Attribute, Choices, Condition, Filter, Key, Operand, Operator, Rule};
use crate::store::StoreError;

/// The most attributes whose values are counted: four times as many as are built in, at a scan of a column each.
const MOST_COUNTED: usize = 100;

/// Of how many available customers an attribute is known.
pub struct Coverage {
    pub known: u64,
    pub available: u64,
}

/// The attributes of the app in the order of the form, each with its coverage; `None` where that says nothing, as for
/// *Member of*, past the first hundred, and where the database would go through all customers for each.
pub fn covered(view: &View) -> Result<Vec<(&Attribute, Option<Coverage>)>, StoreError> {
    let available = view.count(&Rule::default())?;
    let of = |(place, attribute): (usize, _)| -> Result<(&Attribute, _), StoreError> {
        let attribute: &Attribute = attribute;
        let is_counted =
            place < MOST_COUNTED && view.is_in_memory() && attribute.choices != Choices::Groups && available > 0;
        let known = is_counted.then(|| view.count(&is_known(&attribute.key))).transpose()?;
        Ok((attribute, known.map(|known| Coverage { known, available })))
    };
    view.catalogue.all().enumerate().map(of).collect()
}

fn is_known(attribute: &Key) -> Rule {
    let condition = Condition { attribute: attribute.clone(), operator: Operator::IsKnown, operand: Operand::Nothing };
    Rule { filters: vec![Filter::one(condition)] }
}
