//! The segment templates with the size that each would have in an app now.

use crate::columns::View;
use crate::segments::templates::{SEGMENT_TEMPLATES, SegmentTemplate};
use crate::store::StoreError;

/// Every template with its members among the app's customers: one count each, all on the same view of the app.
pub fn sizes(view: &View) -> Result<Vec<(&'static SegmentTemplate, u64)>, StoreError> {
    SEGMENT_TEMPLATES.iter().map(|template| Ok((template, view.count(&template.rule())?))).collect()
}
