/* Events as reports show them, at the moment they are added. */
#include <config.h>

#include "case/file.h"
#include "case/tally.h"
#include "case/view.h"

static struct text address_as_text(const struct address *a, char out[ADDRESS_TEXT])
{
	return address_text(a, out) ? text_of(out) : TEXT("");
}

/* "suppressed: <rule>", or empty. */
static struct text status_of(struct case_file *c, const struct event *e)
{
	buf_clear(&c->scratch);
	if (e->hit.suppressed.n) {
		buf_add(&c->scratch, TEXT("suppressed: "));
		buf_add(&c->scratch, e->hit.suppressed);
	}
	return buf_text(&c->scratch);
}

void case_tell_added(struct case_file *c, const struct event *e, const struct group *g)
{
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT], flow[COMMUNITY_ID_TEXT] = "";
	char id[EVENT_ID_TEXT], threat[THREAT_ID_TEXT] = "";
	struct text capture = case_input_name(c, e->input);
	event_id_text(event_id_number(e, capture), id);
	if (!g->suppressed)
		threat_id(tally_key(c->tally, g), g->kind, threat);
	if (e->src.version && e->src.version == e->dst.version)
		event_community_id(e, flow);
	const struct case_event row = {
		.time = e->time,
		.sensor = c->sensor,
		.src_ip = address_as_text(&e->src, src),
		.dst_ip = address_as_text(&e->dst, dst),
		.has_ports = e->has_ports,
		.src_port = e->has_ports ? e->sport : 0,
		.dst_port = e->has_ports ? e->dport : 0,
		.proto = text_of(protocol_name(e->proto)),
		.type = text_of(event_type_name(e->hit.type)),
		.trail = e->hit.trail,
		.info = e->hit.info,
		.reference = e->hit.reference,
		.citation = e->hit.citation,
		.severity = severity_of(e->hit.info, e->hit.reference),
		.threat = text_of(threat),
		.event = text_of(id),
		.count = e->count,
		.observed = e->hit.observed,
		.direction = event_direction(e),
		.flow = text_of(flow),
		.tunnel = e->tunnel,
		.capture = capture,
		.frame = e->frame,
		.first_frame = e->first_frame,
		.status = status_of(c, e),
		.rule = e->hit.rule ? text_of(e->hit.rule) : TEXT(""),
		.threshold = e->threshold,
		.measured = e->measured,
	};
	c->added(c->context, &row);
}
