//! A group's members as a .csv file. A known user group's file can be imported again.

use crate::access::Addresses;
use crate::addresses::is_account;
use crate::groups::WithAddresses;
use crate::groups::export::members;
use crate::groups::members::Members;
use crate::ids::GroupId;
use crate::spreadsheet::record_in;
use crate::store::group_addresses::NewAddress;
use crate::web::customers::customers_file;
use crate::web::download::{BYTE_ORDER_MARK, csv_response};
use crate::web::visitor::Viewer;
use crate::web::work::PageResult;
use actix_web::web;

/// Exports a .csv file: the customers of a segment, or the addresses of a known user group.
pub async fn export(Viewer(visitor): Viewer, path: web::Path<GroupId>) -> PageResult {
    let found = visitor.run(move |visit| Ok(members(&visit.state, &visit.actor, &visit.publisher, *path)?));
    let (WithAddresses { group, addresses }, members) = found.await?;
    let name = group.name;
    let (locale, shown) = (visitor.locale, Addresses::new(visitor.role));
    Ok(match members {
        Members::Segment(customers) => customers_file(&visitor.state, customers, &name, (shown, locale)),
        Members::Listed { .. } => {
            let mut file = BYTE_ORDER_MARK.to_vec();
            if addresses.iter().any(|entry| is_account(&entry.email_key)) {
                file.extend(record_in(locale, ["email", "account_id"]));
                let row = |entry: &NewAddress| {
                    let text = &shown.shown(&entry.email);
                    record_in(
                        locale,
                        if is_account(&entry.email_key) { ["", text.as_str()] } else { [text.as_str(), ""] },
                    )
                };
                file.extend(addresses.iter().flat_map(row));
            } else {
                file.extend(record_in(locale, ["email"]));
                file.extend(
                    addresses.iter().flat_map(|address| record_in(locale, [shown.shown(&address.email).as_str()])),
                );
            }
            csv_response(&name).body(file)
        }
    })
}
