//! Every page on one screen, each with the lowest role that may request it, and the middleware that every request
//! passes through.

use super::apps::{attributes, push};
use super::body::{self, BodyLimit, FORM_LIMIT};
use super::error::PageError;
use super::events::Asked;
use super::settings::two_step;
use super::visitor::guard;
use super::{
    accounts, apps, assets, audit, customers, edits, flights, group_tests, groups, help, imports, kept_form,
    notifications, observe, offers, programs, settings, team, unsubscribe, webhooks,
};
use crate::access::Role;
use crate::state::State;
use crate::text::has_controls;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::guard as guards;
use actix_web::http::{Method, header};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, ServiceConfig, resource};
use actix_web::{FromRequest, Handler, HttpResponse, Responder, ResponseError, Route};

/// Who may request a page: anyone, or users of at least this role.
type Least = Option<Role>;
const ANYONE: Least = None;
const VIEWER: Least = Some(Role::Viewer);
const EDITOR: Least = Some(Role::Editor);
const OWNER: Least = Some(Role::Owner);

/// A page: its method and path, who may request it, and its handler.
pub struct PageRoute {
    pub method: Method,
    pub path: &'static str,
    /// The lowest role; `None` if anyone may request it.
    pub least: Option<Role>,
    /// The event in the security log; `None` if the page changes and exports nothing, or records its own event.
    pub event: Option<&'static str>,
    limit: BodyLimit,
    /// Whether what is typed is kept if the session has ended.
    is_kept: bool,
    /// Whether it is for users who have to set two-step sign-in up.
    before_two_step: bool,
    route: Route,
}

impl PageRoute {
    /// The same page, with an event in the security log for each request.
    fn logged(self, event: &'static str) -> Self {
        Self { event: Some(event), ..self }
    }

    /// The same page, of which nothing that is typed is kept: a password, or a part of another page's form.
    fn not_kept(self) -> Self {
        Self { is_kept: false, ..self }
    }

    /// The same page, also for users who have to set two-step sign-in up before anything else.
    fn before_two_step(self) -> Self {
        Self { before_two_step: true, ..self }
    }

    /// The route with the checks that run before its handler.
    fn guarded(self) -> Route {
        let Self { least, limit, is_kept, before_two_step, event, .. } = self;
        let entry = Entry { least, limit, is_kept, before_two_step, event };
        self.route.wrap(from_fn(move |request, next| enter(entry, request, next)))
    }

    /// The methods that it answers, as a header lists them.
    fn methods(&self) -> String {
        if self.method == Method::GET { String::from("GET, HEAD") } else { self.method.to_string() }
    }
}

/// Every page. Pages of the same path are next to each other, and a path comes before any with a placeholder that would
/// match it.
pub fn table() -> Vec<PageRoute> {
    vec![
        get("/static/{version}/{name}", ANYONE, assets::show),
        get("/healthz", ANYONE, observe::healthz),
        get("/readyz", ANYONE, observe::readyz),
        get("/metrics", ANYONE, observe::metrics),
        get("/", ANYONE, home),
        get("/setup/{token}", ANYONE, accounts::setup),
        post("/setup/{token}", ANYONE, accounts::create).logged("setup"),
        get("/invitation/{token}", ANYONE, accounts::invitation),
        post("/invitation/{token}", ANYONE, accounts::join).logged("invitation-accepted"),
        get("/reset-password/{token}", ANYONE, accounts::reset_page),
        post("/reset-password/{token}", ANYONE, accounts::reset).logged("password-reset"),
        get("/n/{token}", ANYONE, unsubscribe::follow),
        get("/unsubscribe/{token}", ANYONE, unsubscribe::show),
        post("/unsubscribe/{token}", ANYONE, unsubscribe::unsubscribe).logged("unsubscribed"),
        get("/sign-in", ANYONE, accounts::sign_in_page),
        post("/sign-in", ANYONE, accounts::sign_in),
        get("/sign-in/code", ANYONE, accounts::code_page),
        post("/sign-in/code", ANYONE, accounts::code),
        post("/sign-out", ANYONE, accounts::sign_out).logged("sign-out"),
        get("/kept-forms/{token}", VIEWER, accounts::kept_form),
        get("/apps", VIEWER, apps::list),
        get("/apps/new", EDITOR, apps::new),
        post("/apps/new", EDITOR, apps::create).logged("app-created"),
        post("/apps/sample", EDITOR, apps::load_sample).logged("sample-app-created"),
        get("/apps/{id}", VIEWER, apps::show),
        get("/apps/{id}/edit", EDITOR, apps::edit),
        post("/apps/{id}/edit", EDITOR, apps::update).logged("app-changed"),
        get("/apps/{id}/delete", OWNER, apps::delete_page),
        post("/apps/{id}/delete", OWNER, apps::delete).logged("app-deleted"),
        get("/apps/{id}/attributes", VIEWER, attributes::list),
        get("/apps/{id}/attributes/{attribute}", EDITOR, attributes::rename_page),
        post("/apps/{id}/attributes/{attribute}", EDITOR, attributes::rename).logged("attribute-renamed"),
        get("/apps/{id}/attributes/{attribute}/kind", EDITOR, attributes::kind_page),
        post("/apps/{id}/attributes/{attribute}/kind", EDITOR, attributes::change_kind)
            .logged("attribute-kind-changed"),
        get("/apps/{id}/attributes/{attribute}/delete", EDITOR, attributes::delete_page),
        post("/apps/{id}/attributes/{attribute}/delete", EDITOR, attributes::delete).logged("attribute-deleted"),
        get("/apps/{id}/push", EDITOR, push::show),
        post("/apps/{id}/push", OWNER, push::save).logged("push-set-up"),
        get("/flights", VIEWER, flights::list),
        get("/flights/new", EDITOR, flights::new),
        post("/flights/new", EDITOR, flights::create).logged("flight-created"),
        get("/flights/members", VIEWER, flights::members),
        get("/flights/people", VIEWER, flights::people),
        get("/flights/releases/new", EDITOR, flights::new_release),
        post("/flights/releases/new", EDITOR, flights::create_release).logged("release-created"),
        get("/flights/releases/{id}", VIEWER, flights::release),
        post("/flights/releases/{id}/files", EDITOR, flights::add_file).logged("release-changed"),
        get("/flights/{id}", VIEWER, flights::show),
        get("/flights/{id}/edit", EDITOR, flights::edit),
        post("/flights/{id}/edit", EDITOR, flights::save).logged("flight-changed"),
        get("/flights/{id}/publish", EDITOR, flights::publish_page),
        post("/flights/{id}/publish", EDITOR, flights::publish).logged("flight-published"),
        post("/flights/{id}/draft/publish", EDITOR, flights::publish_draft).logged("flight-draft-published"),
        post("/flights/{id}/draft/drop", EDITOR, flights::drop_draft).logged("flight-draft-dropped"),
        post("/flights/{id}/update", EDITOR, flights::update).logged("flight-updated"),
        post("/flights/{id}/halt", EDITOR, flights::halt).logged("flight-halted"),
        post("/flights/{id}/finalize", EDITOR, flights::finalize).logged("flight-finalized"),
        post("/flights/{id}/reshuffle", EDITOR, flights::reshuffle).logged("flight-reshuffled"),
        post("/flights/{id}/retire", EDITOR, flights::retire).logged("flight-retired"),
        get("/tests", VIEWER, group_tests::list),
        get("/tests/new", EDITOR, group_tests::new),
        post("/tests/new", EDITOR, group_tests::create).logged("test-created"),
        get("/tests/{id}", VIEWER, group_tests::show),
        get("/tests/{id}/edit", EDITOR, group_tests::edit),
        post("/tests/{id}/edit", EDITOR, group_tests::update).logged("test-changed"),
        post("/tests/{id}/start", EDITOR, group_tests::start).logged("test-started"),
        post("/tests/{id}/stop", EDITOR, group_tests::stop).logged("test-stopped"),
        post("/tests/{id}/decide", EDITOR, group_tests::decide).logged("test-decided"),
        post("/tests/{id}/archive", EDITOR, group_tests::archive).logged("test-archived"),
        post("/tests/{id}/delete", EDITOR, group_tests::delete).logged("test-deleted"),
        get("/tests/{id}/people", EDITOR, group_tests::people),
        get("/offers", VIEWER, offers::list),
        get("/offers/new", EDITOR, offers::new),
        post("/offers/new", EDITOR, offers::create).logged("offer-created"),
        get("/offers/check", VIEWER, offers::check),
        get("/offers/{id}", VIEWER, offers::show),
        get("/offers/{id}/edit", EDITOR, offers::edit),
        post("/offers/{id}/edit", EDITOR, offers::update).logged("offer-changed"),
        post("/offers/{id}/start", EDITOR, offers::start).logged("offer-started"),
        post("/offers/{id}/pause", EDITOR, offers::pause).logged("offer-paused"),
        post("/offers/{id}/end", EDITOR, offers::end).logged("offer-ended"),
        post("/offers/{id}/archive", EDITOR, offers::archive).logged("offer-archived"),
        post_with(BodyLimit::Group, "/offers/{id}/codes", EDITOR, offers::add_codes).logged("offer-codes-added"),
        get("/offers/{id}/grants", VIEWER, offers::grants),
        get("/offers/{id}/grants.csv", EDITOR, offers::file).logged("export"),
        get("/customers", VIEWER, customers::list),
        get("/customers/check", VIEWER, customers::check),
        get("/customers/subscribed", EDITOR, customers::subscribed),
        get("/customers/subscribed.json", EDITOR, customers::subscribed_held).logged("export"),
        post("/customers/subscribed/erase", OWNER, customers::erase_subscribed).logged("customer-erased"),
        get("/customers/{id}", VIEWER, customers::show),
        get("/customers/{id}/erase", OWNER, customers::erase_page),
        post("/customers/{id}/erase", OWNER, customers::erase).logged("customer-erased"),
        post("/customers/{id}/consents/withdraw", EDITOR, customers::withdraw).logged("consent-withdrawn"),
        get("/customers/{id}/held.json", EDITOR, customers::held).logged("export"),
        get("/imports", VIEWER, imports::list),
        get("/imports/new", EDITOR, imports::new),
        post_with(BodyLimit::File, "/imports/new", EDITOR, imports::create).logged("import-sent"),
        get("/imports/drafts/{id}", EDITOR, imports::draft::show),
        post_with(BodyLimit::Draft, "/imports/drafts/{id}", EDITOR, imports::draft::update).logged("import-decided"),
        get("/imports/{id}", VIEWER, imports::show),
        post("/imports/{id}/cancel", EDITOR, imports::cancel).logged("import-cancelled"),
        get("/imports/{id}/undo", EDITOR, imports::undo_page),
        post("/imports/{id}/undo", EDITOR, imports::undo).logged("import-undone"),
        get("/imports/{id}/refused.csv", EDITOR, imports::download).logged("export"),
        get("/imports/{id}/delete-file", EDITOR, imports::delete_file_page),
        post("/imports/{id}/delete-file", EDITOR, imports::delete_file).logged("import-file-deleted"),
        get("/team", OWNER, team::list),
        post("/team", OWNER, team::invite).logged("user-invited"),
        post("/team/two-step", OWNER, team::demand_two_step).logged("two-step-demanded"),
        post("/team/invitations/{id}/renew", OWNER, team::renew).logged("invitation-renewed"),
        post("/team/invitations/{id}/withdraw", OWNER, team::withdraw).logged("invitation-withdrawn"),
        get("/team/{id}", OWNER, team::show),
        post("/team/{id}/role", OWNER, team::change_role).logged("role"),
        post("/team/{id}/disable", OWNER, team::disable).logged("user-disabled"),
        post("/team/{id}/enable", OWNER, team::enable).logged("user-enabled"),
        post("/team/{id}/reset-two-step", OWNER, team::reset_two_step).logged("two-step-reset"),
        get("/programs", OWNER, programs::list),
        post("/programs/tokens", OWNER, programs::create).logged("token-created"),
        post("/programs/tokens/{id}/revoke", OWNER, programs::revoke).logged("token-revoked"),
        get("/programs/flags", OWNER, programs::keys::list),
        post("/programs/flags/keys", OWNER, programs::keys::add).logged("identity-key-created"),
        post("/programs/flags/{app}/keys/{id}/retire", OWNER, programs::keys::retire).logged("identity-key-retired"),
        get("/notifications", VIEWER, notifications::list),
        get("/notifications/new", EDITOR, notifications::new),
        post_with(BodyLimit::Draft, "/notifications/new", EDITOR, notifications::create).logged("notification-created"),
        get("/notifications/templates", EDITOR, notifications::templates::list),
        post("/notifications/templates/{id}/delete", EDITOR, notifications::templates::delete)
            .logged("template-deleted"),
        get("/notifications/rules", VIEWER, notifications::rules::show),
        post("/notifications/rules", OWNER, notifications::rules::update).logged("notification-rules"),
        get("/notifications/analysis", VIEWER, notifications::analysis),
        get("/notifications/{id}", VIEWER, notifications::show),
        get("/notifications/{id}/edit", EDITOR, notifications::edit),
        post_with(BodyLimit::Draft, "/notifications/{id}/edit", EDITOR, notifications::update)
            .logged("notification-changed"),
        get("/notifications/{id}/recipients", EDITOR, notifications::recipients),
        get("/notifications/{id}/preview", EDITOR, notifications::preview::show),
        get("/notifications/{id}/details", EDITOR, notifications::details::show),
        get("/notifications/{id}/deliveries.csv", EDITOR, notifications::file).logged("export"),
        post("/notifications/{id}/try", EDITOR, notifications::trial::send).logged("notification-tried"),
        post("/notifications/{id}/send", EDITOR, notifications::send).logged("notification-sent"),
        post("/notifications/{id}/approve", EDITOR, notifications::approve).logged("notification-approved"),
        post("/notifications/{id}/unschedule", EDITOR, notifications::unschedule).logged("notification-unscheduled"),
        post("/notifications/{id}/pause", EDITOR, notifications::pause).logged("notification-paused"),
        post("/notifications/{id}/resume", EDITOR, notifications::resume).logged("notification-resumed"),
        post("/notifications/{id}/cancel", EDITOR, notifications::cancel).logged("notification-cancelled"),
        post("/notifications/{id}/repeat", EDITOR, notifications::repeat).logged("notification-repeated"),
        post("/notifications/{id}/duplicate", EDITOR, notifications::duplicate).logged("notification-created"),
        post("/notifications/{id}/newcomers", EDITOR, notifications::newcomers).logged("notification-created"),
        post("/notifications/{id}/keep", EDITOR, notifications::templates::keep).logged("template-kept"),
        post("/notifications/{id}/delete", EDITOR, notifications::delete).logged("notification-deleted"),
        get("/webhooks", OWNER, webhooks::list),
        get("/webhooks/new", OWNER, webhooks::new),
        post("/webhooks/new", OWNER, webhooks::create).logged("webhook-created"),
        get("/webhooks/{id}", OWNER, webhooks::show),
        get("/webhooks/{id}/edit", OWNER, webhooks::edit),
        post("/webhooks/{id}/edit", OWNER, webhooks::update).logged("webhook-changed"),
        post("/webhooks/{id}/rotate", OWNER, webhooks::rotate).logged("webhook-secret-rotated"),
        post("/webhooks/{id}/test", OWNER, webhooks::test).logged("webhook-tested"),
        post("/webhooks/{id}/replay", OWNER, webhooks::replay).logged("webhook-replayed"),
        post("/webhooks/{id}/everyone", OWNER, webhooks::everyone).logged("webhook-everyone-sent"),
        post("/webhooks/{id}/messages/{message}/resend", OWNER, webhooks::resend).logged("webhook-replayed"),
        post("/webhooks/{id}/disable", OWNER, webhooks::disable).logged("webhook-disabled"),
        post("/webhooks/{id}/enable", OWNER, webhooks::enable).logged("webhook-enabled"),
        post("/webhooks/{id}/delete", OWNER, webhooks::delete).logged("webhook-deleted"),
        get("/programs/api", VIEWER, programs::document),
        get("/programs/problems", ANYONE, programs::problems),
        get("/settings", VIEWER, settings::show),
        post("/settings/rules", OWNER, settings::update_rules).logged("rules"),
        post("/settings/rules/preview", OWNER, settings::preview).not_kept(),
        post("/settings/currency", OWNER, settings::update_currency).logged("currency"),
        post("/settings/time-zone", OWNER, settings::update_time_zone).logged("time-zone"),
        post("/settings/language", VIEWER, settings::update_language).logged("language"),
        post("/settings/password", VIEWER, settings::update_password).not_kept().logged("password"),
        post("/settings/sessions/end", VIEWER, settings::end_sessions).logged("sessions-ended"),
        get("/settings/holdout", VIEWER, settings::holdout::show),
        post("/settings/holdout", OWNER, settings::holdout::update).logged("holdout"),
        get("/settings/two-step", VIEWER, two_step::show).before_two_step(),
        post("/settings/two-step/start", VIEWER, two_step::start)
            .not_kept()
            .before_two_step()
            .logged("two-step-started"),
        post("/settings/two-step/confirm", VIEWER, two_step::confirm)
            .not_kept()
            .before_two_step()
            .logged("two-step-on"),
        post("/settings/two-step/codes", VIEWER, two_step::renew_codes).not_kept().logged("recovery-codes"),
        post("/settings/two-step/off", VIEWER, two_step::switch_off).not_kept().logged("two-step-off"),
        get("/help/rules", VIEWER, help::rules),
        get("/audit", OWNER, audit::list),
        get("/audit.csv", OWNER, audit::file).logged("export"),
        get("/groups", VIEWER, groups::list),
        get("/groups/new", EDITOR, groups::new),
        post_with(BodyLimit::GroupFile, "/groups/new", EDITOR, groups::create).logged("group-created"),
        post_with(BodyLimit::Group, "/groups/preview", EDITOR, groups::preview).not_kept(),
        get("/groups/attributes/{id}", EDITOR, groups::attributes),
        get("/groups/list.csv", VIEWER, groups::list_file).logged("export"),
        get("/groups/definitions.csv", VIEWER, groups::definitions).logged("export"),
        get("/groups/several", EDITOR, groups::several_page),
        post("/groups/several", EDITOR, groups::several).logged("groups-changed"),
        post("/groups/columns", VIEWER, groups::columns).logged("columns-chosen").not_kept(),
        get("/groups/completions/{id}", EDITOR, groups::completions),
        get("/groups/overlap", VIEWER, groups::matrix),
        get("/groups/overlap/pair", VIEWER, groups::pair),
        get("/groups/compare", VIEWER, groups::compare),
        get("/groups/{id}", VIEWER, groups::show),
        get("/groups/{id}/edit", EDITOR, groups::edit),
        post_with(BodyLimit::GroupFile, "/groups/{id}/edit", EDITOR, groups::update).logged("group-changed"),
        post("/groups/{id}/favourite", VIEWER, groups::favourite).logged("favourite-chosen").not_kept(),
        get("/groups/{id}/flag", EDITOR, groups::flag_page),
        post("/groups/{id}/flag", EDITOR, groups::flag).logged("flag-changed"),
        get("/groups/{id}/rename", EDITOR, groups::rename_page),
        post("/groups/{id}/rename", EDITOR, groups::rename).logged("group-renamed"),
        get("/groups/{id}/people", EDITOR, groups::people_page),
        post_with(BodyLimit::GroupFile, "/groups/{id}/people", EDITOR, groups::people).logged("group-changed"),
        get("/groups/{id}/archive", EDITOR, groups::archive_page),
        post("/groups/{id}/archive", EDITOR, groups::archive).logged("group-archived"),
        get("/groups/{id}/delete", EDITOR, groups::delete_page),
        post("/groups/{id}/delete", EDITOR, groups::delete).logged("group-deleted"),
        get("/groups/{id}/freeze", EDITOR, groups::freeze_page),
        post("/groups/{id}/freeze", EDITOR, groups::freeze).logged("group-frozen"),
        post("/groups/{id}/restore", EDITOR, groups::restore).logged("group-restored"),
        post("/groups/{id}/refresh", EDITOR, groups::refresh).logged("group-counted"),
        get("/groups/{id}/members", VIEWER, groups::members),
        get("/groups/{id}/history", VIEWER, groups::history),
        get("/groups/{id}/compare", VIEWER, groups::compare_days),
        get("/groups/{id}/overlap", VIEWER, groups::beside),
        get("/groups/{id}/uses", VIEWER, groups::uses),
        get("/groups/{id}/history.csv", VIEWER, groups::history_file).logged("export"),
        get("/groups/{id}/members.csv", VIEWER, groups::export).logged("export"),
    ]
}

/// The routes. The app that they are part of has the shared state.
pub fn routes() -> impl FnOnce(&mut ServiceConfig) + Clone {
    let edits = web::Data::new(edits::Edits::default());
    move |config| {
        config
            .app_data(edits)
            // Each page has a lower limit, see `enter`.
            .app_data(web::PayloadConfig::new(FORM_LIMIT))
            .app_data(web::QueryConfig::default().error_handler(|_, _| PageError::NotFound.into()))
            .app_data(web::PathConfig::default().error_handler(|_, _| PageError::NotFound.into()));
        let mut pages = table().into_iter().peekable();
        while let Some(first) = pages.next() {
            let path = first.path;
            let mut allowed = first.methods();
            let mut all = resource(path).route(first.guarded());
            while let Some(page) = pages.next_if(|page| page.path == path) {
                allowed = format!("{allowed}, {}", page.methods());
                all = all.route(page.guarded());
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

/// A page that accepts larger posts than a few fields.
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
        // HEAD is answered like GET.
        Method::GET => web::route().guard(guards::Any(guards::Get()).or(guards::Head())),
        _ => web::method(method.clone()),
    };
    PageRoute {
        method,
        path,
        least,
        event: None,
        limit,
        is_kept: true,
        before_two_step: false,
        route: route.to(handler),
    }
}

/// What is checked before a page's handler runs.
#[derive(Clone, Copy)]
struct Entry {
    least: Least,
    limit: BodyLimit,
    is_kept: bool,
    before_two_step: bool,
    event: Option<&'static str>,
}

/// Runs before a page's handler. The role is checked before any of the body is read, and no more of the body is read
/// than the page needs.
async fn enter(
    Entry { least, limit, is_kept, before_two_step, event }: Entry,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let asked = Asked::of(event, &request);
    let allowed = match least {
        Some(least) => guard(least, before_two_step, &request).await,
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
        Ok(()) => {
            let response = next.call(request).await?;
            asked.answered(&response);
            Ok(response.map_into_left_body())
        }
        Err(error) => {
            asked.refused(error.status_code(), request.request());
            let error = if is_kept { kept_form::keep(&mut request, error).await } else { error };
            Ok(request.error_response(error).map_into_right_body())
        }
    }
}

/// The home page redirects to the list of customer groups.
async fn home() -> actix_web::HttpResponse {
    super::address::see_other("/groups")
}
