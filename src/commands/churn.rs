//! The command that fits the churn model to a file.

use crate::churn::{self, Fit};
use crate::startup::StartError;
use std::path::Path;

/// Fits the churn model to a summary of customers' use and prints the parameters, per unit of time of the summary.
pub fn fit_churn(file: &Path) -> Result<(), StartError> {
    let source =
        std::fs::File::open(file).map_err(|error| StartError::Folder { path: file.display().to_string(), error })?;
    let activities = churn::read_summary(source)?;
    let Fit { model, log_likelihood } = churn::fit(&activities, None)?;
    println!("customers       {}", activities.len());
    println!("r               {:.3}", model.r);
    println!("alpha           {:.3}", model.alpha);
    println!("a               {:.3}", model.a);
    println!("b               {:.3}", model.b);
    println!("log-likelihood  {log_likelihood:.1}");
    Ok(())
}
