//! Every page on one screen, each with the least role that may ask for it, and what every request passes through.

use super::body::{self, BodyLimit, FORM_LIMIT};
use super::error::PageError;
use super::visitor::guard;
use super::{accounts, apps, assets, customers, edits, groups, imports, observe, settings};
use crate::access::Role;
use crate::state::State;
use crate::text::has_controls;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::UrlencodedError;
use actix_web::guard as guards;
use actix_web::http::{Method, header};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, ServiceConfig, resource};
use actix_web::{FromRequest, Handler, HttpResponse, Responder, Route};

/// Who may ask for a page: strangers too, or users from this role on.
type Least = Option<Role>;
const ANYONE: Least = None;
const VIEWER: Least = Some(Role::Viewer);
const EDITOR: Least = Some(Role::Editor);
const OWNER: Least = Some(Role::Owner);

/// A page: how it is asked for, who may, and what answers.
pub struct PageRoute {
    pub method: Method,
    pub path: &'static str,
    /// The least role; none where strangers may ask, too.
    pub least: Option<Role>,
    route: Route,
}

impl PageRoute {
    /// The methods that it answers, as a header lists them.
    fn methods(&self) -> String {
        if self.method == Method::GET { String::from("GET, HEAD") } else { self.method.to_string() }
    }
}

/// Every page. Those of one path follow one another, and a path comes before one with a placeholder that takes it, too.
pub fn table() -> Vec<PageRoute> {
    vec![
        get("/static/{version}/{name}", ANYONE, assets::show),
        get("/healthz", ANYONE, observe::healthz),
        get("/readyz", ANYONE, observe::readyz),
        get("/metrics", ANYONE, observe::metrics),
        get("/", ANYONE, home),
        get("/setup/{token}", ANYONE, accounts::setup),
        post("/setup/{token}", ANYONE, accounts::create),
        get("/reset-password/{token}", ANYONE, accounts::reset_page),
        post("/reset-password/{token}", ANYONE, accounts::reset),
        get("/sign-in", ANYONE, accounts::sign_in_page),
        post("/sign-in", ANYONE, accounts::sign_in),
        post("/sign-out", ANYONE, accounts::sign_out),
        get("/apps", VIEWER, apps::list),
        get("/apps/new", EDITOR, apps::new),
        post("/apps/new", EDITOR, apps::create),
        post("/apps/sample", EDITOR, apps::load_sample),
        get("/apps/{id}", VIEWER, apps::show),
        get("/apps/{id}/edit", EDITOR, apps::edit),
        post("/apps/{id}/edit", EDITOR, apps::update),
        get("/customers", VIEWER, customers::list),
        get("/customers/check", VIEWER, customers::check),
        get("/customers/{id}", VIEWER, customers::show),
        get("/imports", VIEWER, imports::list),
        get("/imports/new", EDITOR, imports::new),
        post_with(BodyLimit::File, "/imports/new", EDITOR, imports::create),
        get("/imports/{id}", VIEWER, imports::show),
        get("/imports/{id}/refused.csv", VIEWER, imports::download),
        get("/settings", VIEWER, settings::show),
        post("/settings/rules", OWNER, settings::update_rules),
        post("/settings/rules/preview", OWNER, settings::preview),
        post("/settings/language", VIEWER, settings::update_language),
        post("/settings/password", VIEWER, settings::update_password),
        post("/settings/sessions/end", VIEWER, settings::end_sessions),
        get("/groups", VIEWER, groups::list),
        get("/groups/new", EDITOR, groups::new),
        post_with(BodyLimit::Group, "/groups/new", EDITOR, groups::create),
        post_with(BodyLimit::Group, "/groups/preview", EDITOR, groups::preview),
        get("/groups/overlap", VIEWER, groups::matrix),
        get("/groups/{id}", VIEWER, groups::show),
        get("/groups/{id}/edit", EDITOR, groups::edit),
        post_with(BodyLimit::Group, "/groups/{id}/edit", EDITOR, groups::update),
        get("/groups/{id}/rename", EDITOR, groups::rename_page),
        post("/groups/{id}/rename", EDITOR, groups::rename),
        get("/groups/{id}/archive", EDITOR, groups::archive_page),
        post("/groups/{id}/archive", EDITOR, groups::archive),
        get("/groups/{id}/freeze", EDITOR, groups::freeze_page),
        post("/groups/{id}/freeze", EDITOR, groups::freeze),
        post("/groups/{id}/restore", EDITOR, groups::restore),
        post("/groups/{id}/refresh", EDITOR, groups::refresh),
        get("/groups/{id}/history", VIEWER, groups::history),
        get("/groups/{id}/history.csv", VIEWER, groups::history_file),
        get("/groups/{id}/members.csv", VIEWER, groups::export),
    ]
}

/// The routes, over the shared state.
pub fn routes(state: &State) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
    let state = web::Data::new(state.clone());
    let edits = web::Data::new(edits::Edits::default());
    move |config| {
        config
            .app_data(state)
            .app_data(edits)
            // The limit of each page is smaller, see `enter`.
            .app_data(web::PayloadConfig::new(FORM_LIMIT))
            .app_data(web::FormConfig::default().limit(FORM_LIMIT).error_handler(|error, _| form_error(&error).into()))
            .app_data(web::QueryConfig::default().error_handler(|_, _| PageError::NotFound.into()))
            .app_data(web::PathConfig::default().error_handler(|_, _| PageError::NotFound.into()));
        let mut pages = table().into_iter().peekable();
        while let Some(first) = pages.next() {
            let path = first.path;
            let mut allowed = first.methods();
            let mut all = resource(path).route(first.route);
            while let Some(page) = pages.next_if(|page| page.path == path) {
                allowed = format!("{allowed}, {}", page.methods());
                all = all.route(page.route);
            }
            let refusal = move || {
                let answer = HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, allowed.as_str())).finish();
                std::future::ready(answer)
            };
            config.service(all.default_service(web::to(refusal)));
        }
    }
}

fn get<F, Args>(path: &'static str, least: Least, handler: F) -> PageRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    page(Method::GET, BodyLimit::Small, path, least, handler)
}

fn post<F, Args>(path: &'static str, least: Least, handler: F) -> PageRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    page(Method::POST, BodyLimit::Small, path, least, handler)
}

/// A page that is posted more than a few fields.
fn post_with<F, Args>(limit: BodyLimit, path: &'static str, least: Least, handler: F) -> PageRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    page(Method::POST, limit, path, least, handler)
}

fn page<F, Args>(method: Method, limit: BodyLimit, path: &'static str, least: Least, handler: F) -> PageRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    let route = match method {
        // Whoever asks for the head of a page gets that of the page itself.
        Method::GET => web::route().guard(guards::Any(guards::Get()).or(guards::Head())),
        _ => web::method(method.clone()),
    };
    let route = route.to(handler);
    let route = route.wrap(from_fn(move |request, next| enter(least, limit, request, next)));
    PageRoute { method, path, least, route }
}

/// What comes before a page's handler: the role is asked before anything of the body is read, and of the body only as much
/// is read as the page needs.
async fn enter(
    least: Least,
    limit: BodyLimit,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let allowed = match least {
        Some(least) => guard(least, &request).await,
        None => Ok(()),
    };
    let megabytes = request.app_data::<web::Data<State>>().map_or(0, |state| state.options.upload_limit);
    let entered = allowed.and_then(|()| {
        if has_controls(request.query_string().as_bytes()) {
            return Err(PageError::Unreadable);
        }
        body::bound(&mut request, limit, megabytes.saturating_mul(1_000_000))
    });
    match entered {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        Err(error) => Ok(request.error_response(error).map_into_right_body()),
    }
}

/// What a form meets that cannot be read.
fn form_error(error: &UrlencodedError) -> PageError {
    match error {
        UrlencodedError::Overflow { .. } => PageError::TooLarge,
        UrlencodedError::Payload(error) => error.into(),
        _ => PageError::Unreadable,
    }
}

/// The home page is the list of customer groups.
async fn home() -> actix_web::HttpResponse {
    super::address::see_other("/groups")
}
