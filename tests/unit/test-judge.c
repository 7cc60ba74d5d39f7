/* Units of judge: events, repetitions, what stands for a whole flow, its tables. */
#include <config.h>

#include <stdio.h>

#include "check.h"
#include "detect/recent.h"
#include "detection.h"

static void hits_to_events(void)
{
	struct judge *j = start();
	struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", 9);
	o.first_frame = 4;
	take(j, &o);
	const struct event *e = &told.events[0];
	IS_NUMBER(told.n, 1, "a hit is an event");
	OK(e->serial == 1 && e->count == 1 && e->flow == 9 && e->order.seq == 9 && e->order.late,
	    "serial, count, flow, order");
	OK(e->time == 5 && e->clock == 6 && e->frame == 7 && e->first_frame == 4 && e->input == 3,
	    "time and frames");
	OK(address_is(&e->src, &o.src) && address_is(&e->dst, &o.dst) && e->sport == 40000 &&
		e->dport == 80 && e->proto == TCP && e->has_ports,
	    "endpoints");
	IS_TEXT(e->hit.trail, TEXT("6.6.6.6"), "the hit itself");
	OK(e->threshold == 0 && e->measured == 0, "a trail has no threshold");
	take(j, &o);
	IS_NUMBER(told.events[1].serial, 2, "the next serial");
	judge_end(j);
	IS_NUMBER(told.n, 2, "the end adds none");
	judge_free(j);
}

static void whole_flows(void)
{
	struct judge *j = start();
	for (uint64_t flow = 1; flow <= 3; flow++) {
		struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", flow);
		take(j, &o);
	}
	struct observation end = flow_end(2, 5, 7);
	take(j, &end);
	OK(told.counts[0] == 1 && told.counts[1] == 12 && told.counts[2] == 1,
	    "an address stands for its flow's packets");
	IS_NUMBER(told.calls, 1, "and for no other's");
	take(j, &end);
	IS_NUMBER(told.calls, 1, "a flow that ended is forgotten");
	end = flow_end(1, 0, 0);
	take(j, &end);
	IS_NUMBER(told.counts[0], 1, "at least 1");
	end = flow_end(77, 9, 9);
	take(j, &end);
	IS_NUMBER(told.calls, 1, "a flow without findings counts nothing");
	judge_free(j);
}

static void repetitions(void)
{
	struct judge *j = start();
	struct dns_message m, m2;
	struct dns_question q, q2;
	struct observation o = asks(&m, &q, "evil.com", 1);
	take(j, &o);
	o.repeats = true;
	take(j, &o);
	take(j, &o);
	OK(told.n == 1 && told.counts[0] == 3, "a retransmission counts");
	o.repeats = false;
	take(j, &o);
	OK(told.n == 2 && told.counts[0] == 3 && told.counts[1] == 1,
	    "the same question asked anew is another event");
	o.repeats = true;
	take(j, &o);
	OK(told.n == 2 && told.counts[0] == 3 && told.counts[1] == 2, "the newest one counts");
	struct observation other = asks(&m2, &q2, "evil.com", 2);
	other.repeats = true;
	take(j, &other);
	IS_NUMBER(told.n, 3, "the first finding of another flow is an event");
	other = asks(&m2, &q2, "www.evil.com", 1);
	other.repeats = true;
	take(j, &other);
	IS_NUMBER(told.n, 4, "another trail text is another event");
	struct observation end = flow_end(1, 50, 50);
	take(j, &end);
	OK(told.counts[0] == 3 && told.counts[1] == 2, "names do not count packets");
	o.repeats = true;
	take(j, &o);
	IS_NUMBER(told.n, 5, "after its end a flow starts anew");
	judge_free(j);
}

/* A segment that came again counts for what it showed, and for nothing else. */
static void sent_again(void)
{
	struct judge *j = start();
	struct dns_message m;
	struct dns_question q;
	struct observation o = asks(&m, &q, "evil.com", 1);
	take(j, &o);
	o.frame = 9;
	q.name = TEXT("www.evil.com");
	take(j, &o);
	struct observation again = observation(OBSERVED_AGAIN, "10.0.0.1", "10.0.0.2", 1);
	again.again = 9;
	take(j, &again);
	take(j, &again);
	OK(told.n == 2 && told.counts[0] == 1 && told.counts[1] == 3, "what its frame showed");
	again.flow = 2;
	take(j, &again);
	OK(told.n == 2 && told.counts[1] == 3, "nothing of another flow");
	judge_free(j);
}

/* The response to a question that was a finding tells it again; what else it tells is new. */
static void responses(void)
{
	struct judge *j = start();
	struct dns_message m;
	struct dns_question q;
	struct dns_record r = { .name = TEXT("evil.com"),
		.type = DNS_CNAME,
		.class = 1,
		.target = TEXT("www.evil.com") };
	struct observation o = asks(&m, &q, "evil.com", 1);
	take(j, &o);
	m.response = true;
	m.records = &r;
	m.record_count = 1;
	struct address swap = o.src;
	o.src = o.dst;
	o.dst = swap;
	o.from_initiator = false;
	take(j, &o);
	IS_NUMBER(told.n, 2, "the name it leads to");
	IS_TEXT(told.events[1].hit.trail, TEXT("(www).evil.com"), "that one");
	OK(told.counts[0] == 1 && told.counts[1] == 1, "each once");
	o.repeats = true;
	take(j, &o);
	OK(told.n == 2 && told.counts[0] == 1 && told.counts[1] == 2, "the same response again");
	o.flow = 2;
	take(j, &o);
	IS_NUMBER(told.n, 4, "where the question was not seen the response tells it");
	r.target = TEXT("evil.com");
	o.repeats = false;
	take(j, &o);
	IS_NUMBER(told.n, 5, "an alias that leads back to its question");
	judge_free(j);
}

static void answers(void)
{
	struct judge *j = start();
	struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", 1);
	o.proto = UDP;
	take(j, &o);
	struct observation end = flow_end(1, 5, 7);
	end.proto = UDP;
	end.ended.last = 99;
	end.ended.last_frame = 88;
	end.ended.last_input = 4;
	take(j, &end);
	const struct event *e = &told.events[1];
	OK(told.n == 2 && told.counts[0] == 5 && told.counts[1] == 7,
	    "each direction counts its own");
	OK(address_is(&e->src, &o.dst) && address_is(&e->dst, &o.src) && e->sport == 80 &&
		e->dport == 40000,
	    "the responder answers the initiator");
	OK(e->time == 99 && e->frame == 88 && e->first_frame == 88 && e->input == 4,
	    "in the flow's last frame");
	IS_TEXT(e->hit.trail, TEXT("6.6.6.6"), "the same trail");
	take(j, &end);
	OK(told.counts[0] == 5, "the flow is forgotten");
	judge_free(j);
	j = start();
	end = flow_end(2, 1, 1);
	end.proto = UDP;
	end.dport = 53;
	take(j, &end);
	OK(told.n == 1 && told.counts[0] == 2 && address_is(&told.events[0].dst, &end.dst),
	    "a resolver's flow without a query is a finding at its end");
	struct dns_message m;
	struct dns_question q;
	o = asks(&m, &q, "good.com", 3);
	o.dst = end.dst;
	take(j, &o);
	IS_TEXT(
	    told.events[1].hit.trail, TEXT("6.6.6.6 (good.com)"), "with a query it is one already");
	end.flow = 3;
	take(j, &end);
	IS_NUMBER(told.n, 2, "and none at its end");
	judge_free(j);
}

/* A connection to the host of a listed URL, which tells no more, is a finding at its end. */
static void url_servers(void)
{
	static const enum event_type types[] = { EVENT_URL, EVENT_IP, EVENT_IPORT, EVENT_DNS };
	struct judge *j = start();
	struct address server;
	struct observation end = flow_end(1, 5, 7);
	OK(address_parse(TEXT("6.6.7.7"), &server), "an address");
	end.dst = server;
	end.first_frame = 11;
	end.ended.last = 99;
	end.ended.last_frame = 88;
	take(j, &end);
	const struct event *e = &told.events[0];
	OK(told.n == 1 && told.counts[0] == 12, "all packets count");
	OK(address_is(&e->dst, &server) && e->dport == 80 && e->frame == 88 && e->time == 99 &&
		e->first_frame == 11,
	    "from its first frame to its last");
	IS_TEXT(e->hit.info, TEXT("a URL (potential malware site)"), "less sure");
	take(j, &end);
	IS_NUMBER(told.n, 2, "each flow is one");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.7.7", i + 2);
		const struct hit hit = { .type = types[i], .trail = TEXT("x"), .rule = "trail" };
		judge_take(j, &o, &hit, 1);
		size_t before = told.n;
		end.flow = o.flow;
		take(j, &end);
		IS_NUMBER(told.n - before, types[i] == EVENT_DNS, "one that gave a %s before",
		    event_type_name(types[i]));
	}
	end.proto = UDP;
	end.flow = 9;
	size_t before = told.n;
	take(j, &end);
	IS_NUMBER(told.n, before, "not of datagrams");
	judge_free(j);
}

/* More distinct findings on one flow than are remembered. */
static void many_on_one_flow(void)
{
	struct judge *j = start();
	struct judge_table table[4];
	struct dns_message m;
	struct dns_question q;
	struct observation o = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", 1);
	take(j, &o);
	for (int i = 0; i < 140; i++) {
		char name[32];
		snprintf(name, sizeof(name), "h%d.evil.com", i);
		o = asks(&m, &q, name, 1);
		take(j, &o);
	}
	judge_tables(j, table, 4);
	IS_NUMBER(table[0].evicted, 77, "1 + 140 findings, 64 remembered");
	struct observation end = flow_end(1, 2, 3);
	take(j, &end);
	IS_NUMBER(told.counts[0], 5, "what stands for the whole flow is never forgotten");
	judge_free(j);
}

static void recent_tables(void)
{
	static const struct recent_shape shape = { sizeof(uint64_t), sizeof(uint64_t), 1000, NULL };
	struct recent *r = recent_new(&shape, &(struct hash_key) { 1, 2 });
	uint64_t key, *value;
	bool fresh;
	for (key = 0; key < 1000; key++)
		*(uint64_t *)recent_take(r, &key, &fresh) = key * 3;
	key = 0;
	OK(recent_find(r, &key) && recent_evicted(r) == 0, "full");
	for (key = 1000; key < 1500; key++)
		*(uint64_t *)recent_take(r, &key, &fresh) = key * 3;
	IS_NUMBER(recent_evicted(r), 500, "500 made room");
	bool good = true;
	for (key = 0; key < 1500; key++) {
		bool there = key == 0 || key > 500;
		value = recent_find(r, &key);
		good = good && (value != NULL) == there && (!value || *value == key * 3);
	}
	OK(good, "those idle longest went, the one that was used stayed");
	for (key = 600; key < 1500; key += 2)
		good = good && recent_remove(r, &key) && !recent_remove(r, &key);
	for (key = 501; key < 1500; key++) {
		value = recent_find(r, &key);
		good = good && (value != NULL) == (key < 600 || key % 2) &&
		    (!value || *value == key * 3);
	}
	OK(good, "removing every other one leaves the rest to be found");
	size_t left = 0;
	for (; recent_oldest(r); left++)
		recent_expire_oldest(r);
	IS_NUMBER(left, 1000 - 450, "what is left expires one by one");
	IS_NUMBER(recent_evicted(r), 500, "and is not counted as evicted");
	recent_free(r);
}

/* The end of a flow is asked for where it is to count what the flow gave. */
static void asking(void)
{
	struct judge *j = start();
	struct observation clean = observation(OBSERVED_FLOW, "10.0.0.1", "10.0.0.2", 1);
	struct observation listed = observation(OBSERVED_FLOW, "10.0.0.1", "6.6.6.6", 2);
	const struct hit hit = { .type = EVENT_IP, .trail = TEXT("6.6.6.6"), .rule = "trail" };
	OK(!judge_take(j, &clean, NULL, 0), "a flow without a finding may end unseen");
	OK(judge_take(j, &listed, &hit, 1), "a flow with one may not");
	judge_free(j);
}

int main(void)
{
	hits_to_events();
	whole_flows();
	sent_again();
	responses();
	answers();
	url_servers();
	repetitions();
	many_on_one_flow();
	recent_tables();
	asking();
	return detection_done();
}
