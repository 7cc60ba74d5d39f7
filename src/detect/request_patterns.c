/*
 * The request patterns of detection.md 8.1. Only whether they match counts, so they are written to need no more
 * than one look at most of a text: alternatives that span it begin where it does and never go back, others take
 * what they can. Where one matches, at least one of its literals occurs.
 */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "detect/literals.h"
#include "detect/pattern.h"
#include "detect/request_patterns.h"

enum { ADDRESSES = 4 }; /* of mail: what the pattern of leaks asks for */

/* clang-format off */
static const struct {
	const char *what, *regex;
} rows[REQUEST_PATTERNS] = {
	[PATTERN_SQL] = { "potential sql injection (suspicious)",
	    "information_schema|sysdatabases|sysusers|floor\\(" "rand\\(|ORDER BY \\d|\\bUNION\\s+(ALL\\s+)?SELECT\\b|"
	    "\\b(UPDATEXML|EXTRACTVALUE|CONVERT|(pg_)?sleep)\\(|VARCHAR\\(|\\bCOUNT\\(\\*\\)|ODBC;DRIVER|"
	    "\\bWAITFOR\\W++DELAY\\b|\\bSELECT \\w++ FROM \\w|\\b(AND|OR)\\W++\\d++['\") ]?[=><]['\"( ]?\\d|"
	    "\\bINTO\\s++(OUT|DUMP)FILE|\\bDROP\\W++(TABLE|DATABASE)\\b|"
	    "\\A(?>.*?\\bCASE\\W++WHEN).*?THEN\\b|"
	    "\\A(?>.*?\\bSELECT\\b)(?>.*?\\bFROM\\b).*?\\b(WHERE|GROUP|ORDER)\\b|"
	    "\\A(?>.*?\\b(AND|OR|SELECT)\\b)(?>.*?/\\*).*?\\*/|"
	    "\\A(?>.*?/\\*)(?>.*?\\*/).*?\\b(AND|OR|SELECT)\\b" },
	[PATTERN_XML] = { "potential xml injection (suspicious)",
	    "/text\\(\\)='" },
	[PATTERN_PHP] = { "potential php injection (suspicious)",
	    "<\\?php|php://input" },
	[PATTERN_LDAP] = { "potential ldap injection (suspicious)",
	    "\\(\\|\\(\\w+=\\*" },
	[PATTERN_XSS] = { "potential xss injection (suspicious)",
	    "<script.*?>|\\balert\\(|(alert|confirm|prompt)\\((\\d+|document\\.|response\\.write\\(|"
	    "[^\\w]*XSS)|on(mouseover|error|focus|transitionend)=[^&;\\n]+\\(" },
	[PATTERN_XXE] = { "potential xxe injection (suspicious)",
	    "\\[<!ENTITY" },
	[PATTERN_SSTI] = { "potential ssti injection (suspicious)",
	    "\\$\\{[^&][^&}]*+(?:\\}|(*SKIP)(*FAIL))" },
	[PATTERN_LEAKAGE] = { "potential data leakage (suspicious)",
	    "im[es]i=\\d{15}|iccid=[a-zA-Z0-9]{18,22}|(mac([aA]ddress)?|sid)=([0-9a-f]{2}:){5}[0-9a-f]{2}|"
	    "sim=\\d{20}|(telnum|telcompany)=[a-zA-Z0-9-]|"
	    "(?<![a-z0-9_.+-])([a-z0-9_.+-]++@[a-z0-9-.]+\\.[a-z]+\\b.{0,100}){4}" },
	[PATTERN_CONFIG] = { "config file access (suspicious)",
	    "\\.ht(access|passwd)|\\bwp-config\\.php" },
	[PATTERN_RCE] = { "potential remote code execution (suspicious)",
	    "\\$_(REQUEST|GET|POST)\\[|xp_cmdshell|shell_exec|exec_code|shell:::\\{|oscmd\\(|"
	    "\\bping(\\.exe)? -[nc] \\d+|timeout(\\.exe)? /T|tftp -|wget http|curl -O|sh /tmp/|touch /tmp/|"
	    "cmd\\.exe|/bin/(ba)?sh\\b|/sbin/launchd\\b|2>&1|\\b(cat|ls) /|chmod [0-7]{3,4}\\b|chmod +x\\b|"
	    "base64 -d|nc -l -p \\d+|>\\s*/dev/null|-d (allow_url_include|safe_mode|auto_prepend_file)|"
	    "ms-msdt:|mhtml:ftp:|jndi:(corba|dns|http|iiop|n(d|i)s|ldap[s]?|rmi):?|base64:JHtqbmRp|ipconfig|"
	    "net (config|view)|nltest|netsh (firewall|wlan)|\\$\\{IFS\\}|getRuntime\\(\\)\\.exec\\(|"
	    "\\.execSync\\(" },
	[PATTERN_TRAVERSAL] = { "potential directory traversal (suspicious)",
	    "(?<!\\.)(\\.{2,}+[/\\\\]++){3}|/etc/(group|passwd|shadow|issue|hostname|hosts|sudoers)|[/\\\\](boot|"
	    "system|win)\\.ini|[/\\\\]system32\\b|%SYSTEMROOT%" },
	[PATTERN_WEB_SCAN] = { "potential web scan (suspicious)",
	    "(acunetix|injected_by)_wvs_|SomeCustomInjectedHeader|some_inexistent_file_with_long_name|"
	    "testasp\\.vulnweb\\.com/t/fit\\.txt|www\\.acunetix\\.tst|\\.bxss\\.me|"
	    "thishouldnotexistandhopefullyitwillnot|OWASP%\\d+ZAP|chr\\(122\\)\\.chr\\(97\\)\\.chr\\(112\\)|"
	    "Vega-Inject|VEGA123|vega\\.invalid|PUT-putfile|w00tw00t|muieblackcat" },
	[PATTERN_DNS_CHANGER] = { "potential dns changer (suspicious)",
	    "\\b(dhcpPriDns|dhcpSecDns|staticPriDns|staticSecDns|staticThiDns|PriDnsv6|SecDnsv6|ThiDnsv6|"
	    "staticPriDnsv6|staticSecDnsv6|staticThiDnsv6|dnsipv4|dns2ipv4|dnsipv6|dns2ipv6|pppoePriDns|"
	    "pppoeSecDns|wan_dns1|wan_dns2|dnsPrimary|dnsSecondary|dnsDynamic|dnsRefresh|DNS_FST|DNS_SND|"
	    "dhcpPriDns|dhcpSecDns|dnsserver|dnsserver1|dnsserver2|dns_server_ip_1|dns_server_ip_2|"
	    "dns_server_ip_3|dns_server_ip_4|dns1|dns2|dns3|dns4|dns1_1|dns1_2|dns1_3|dns1_4|dns2_1|dns2_2|"
	    "dns2_3|dns2_4|wan_dns_x|wan_dns1_x|wan_dns2_x|wan_dns3_x|wan_dns4_x|wan_dnsenable_x|dns_status|"
	    "p_DNS|a_DNS|uiViewDns1Mark|uiViewDns2Mark|uiViewDNSRelay|is_router_as_dns|Enable_DNSFollowing|"
	    "domainserverip|DSEN|DNSEN|dnsmode|dns%5Bserver1%5D|dns%5Bserver2%5D)=" },
};

static const struct literal literals[] = {
	/* sql */
	{ "information_schema", 1u << PATTERN_SQL, false }, { "sysdatabases", 1u << PATTERN_SQL, false },
	{ "sysusers", 1u << PATTERN_SQL, false }, { "floor(" "rand(", 1u << PATTERN_SQL, false },
	{ "order by ", 1u << PATTERN_SQL, false }, { "union", 1u << PATTERN_SQL, true },
	{ "updatexml(", 1u << PATTERN_SQL, false }, { "extractvalue(", 1u << PATTERN_SQL, false },
	{ "case", 1u << PATTERN_SQL, true }, { "waitfor", 1u << PATTERN_SQL, true },
	{ "convert(", 1u << PATTERN_SQL, false }, { "varchar(", 1u << PATTERN_SQL, false },
	{ "count(*)", 1u << PATTERN_SQL, false }, { "sleep(", 1u << PATTERN_SQL, false },
	{ "select", 1u << PATTERN_SQL, true }, { "and", 1u << PATTERN_SQL, true },
	{ "or", 1u << PATTERN_SQL, true }, { "odbc;driver", 1u << PATTERN_SQL, false },
	{ "outfile", 1u << PATTERN_SQL, false }, { "dumpfile", 1u << PATTERN_SQL, false },
	{ "drop", 1u << PATTERN_SQL, true },
	/* xml */
	{ "/text()='", 1u << PATTERN_XML, false },
	/* php */
	{ "<?php", 1u << PATTERN_PHP, false }, { "php://input", 1u << PATTERN_PHP, false },
	/* ldap */
	{ "(|(", 1u << PATTERN_LDAP, false },
	/* xss */
	{ "<script", 1u << PATTERN_XSS, false }, { "alert(", 1u << PATTERN_XSS, false },
	{ "confirm(", 1u << PATTERN_XSS, false }, { "prompt(", 1u << PATTERN_XSS, false },
	{ "onmouseover=", 1u << PATTERN_XSS, false }, { "onerror=", 1u << PATTERN_XSS, false },
	{ "onfocus=", 1u << PATTERN_XSS, false }, { "ontransitionend=", 1u << PATTERN_XSS, false },
	/* xxe */
	{ "[<!entity", 1u << PATTERN_XXE, false },
	/* ssti */
	{ "${", 1u << PATTERN_SSTI, false },
	/* leakage */
	{ "imei=", 1u << PATTERN_LEAKAGE, false }, { "imsi=", 1u << PATTERN_LEAKAGE, false },
	{ "iccid=", 1u << PATTERN_LEAKAGE, false }, { "mac=", 1u << PATTERN_LEAKAGE, false },
	{ "macaddress=", 1u << PATTERN_LEAKAGE, false }, { "sid=", 1u << PATTERN_LEAKAGE, false },
	{ "sim=", 1u << PATTERN_LEAKAGE, false }, { "telnum=", 1u << PATTERN_LEAKAGE, false },
	{ "telcompany=", 1u << PATTERN_LEAKAGE, false },
	/* config */
	{ ".htaccess", 1u << PATTERN_CONFIG, false }, { ".htpasswd", 1u << PATTERN_CONFIG, false },
	{ "wp-config.php", 1u << PATTERN_CONFIG, false },
	/* rce */
	{ "$_request[", 1u << PATTERN_RCE, false }, { "$_get[", 1u << PATTERN_RCE, false },
	{ "$_post[", 1u << PATTERN_RCE, false }, { "xp_cmdshell", 1u << PATTERN_RCE, false },
	{ "shell_exec", 1u << PATTERN_RCE, false }, { "exec_code", 1u << PATTERN_RCE, false },
	{ "shell:::{", 1u << PATTERN_RCE, false }, { "oscmd(", 1u << PATTERN_RCE, false },
	{ "ping -", 1u << PATTERN_RCE, false }, { "ping.exe -", 1u << PATTERN_RCE, false },
	{ "timeout /t", 1u << PATTERN_RCE, false }, { "timeout.exe /t", 1u << PATTERN_RCE, false },
	{ "tftp -", 1u << PATTERN_RCE, false }, { "wget http", 1u << PATTERN_RCE, false },
	{ "curl -o", 1u << PATTERN_RCE, false }, { "sh /tmp/", 1u << PATTERN_RCE, false },
	{ "touch /tmp/", 1u << PATTERN_RCE, false }, { "cmd.exe", 1u << PATTERN_RCE, false },
	{ "/bin/sh", 1u << PATTERN_RCE, false }, { "/bin/bash", 1u << PATTERN_RCE, false },
	{ "/sbin/launchd", 1u << PATTERN_RCE, false }, { "2>&1", 1u << PATTERN_RCE, false },
	{ "cat /", 1u << PATTERN_RCE, false }, { "ls /", 1u << PATTERN_RCE, false },
	{ "chmod ", 1u << PATTERN_RCE, false }, { "base64 -d", 1u << PATTERN_RCE, false },
	{ "nc -l -p ", 1u << PATTERN_RCE, false }, { "/dev/null", 1u << PATTERN_RCE, false },
	{ "-d allow_url_include", 1u << PATTERN_RCE, false },
	{ "-d safe_mode", 1u << PATTERN_RCE, false },
	{ "-d auto_prepend_file", 1u << PATTERN_RCE, false }, { "ms-msdt:", 1u << PATTERN_RCE, false },
	{ "mhtml:ftp:", 1u << PATTERN_RCE, false }, { "jndi:", 1u << PATTERN_RCE, false },
	{ "base64:jhtqbmrp", 1u << PATTERN_RCE, false }, { "ipconfig", 1u << PATTERN_RCE, false },
	{ "net config", 1u << PATTERN_RCE, false }, { "net view", 1u << PATTERN_RCE, false },
	{ "nltest", 1u << PATTERN_RCE, false }, { "netsh ", 1u << PATTERN_RCE, false },
	{ "${ifs}", 1u << PATTERN_RCE, false }, { "getruntime()", 1u << PATTERN_RCE, false },
	{ "execsync(", 1u << PATTERN_RCE, false },
	/* traversal */
	{ "../", 1u << PATTERN_TRAVERSAL, false }, { "..\\", 1u << PATTERN_TRAVERSAL, false },
	{ "/etc/", 1u << PATTERN_TRAVERSAL, false }, { "boot.ini", 1u << PATTERN_TRAVERSAL, false },
	{ "system.ini", 1u << PATTERN_TRAVERSAL, false }, { "win.ini", 1u << PATTERN_TRAVERSAL, false },
	{ "system32", 1u << PATTERN_TRAVERSAL, false },
	{ "%systemroot%", 1u << PATTERN_TRAVERSAL, false },
	/* web scan */
	{ "_wvs_", 1u << PATTERN_WEB_SCAN, false },
	{ "somecustominjectedheader", 1u << PATTERN_WEB_SCAN, false },
	{ "some_inexistent_file_with_long_name", 1u << PATTERN_WEB_SCAN, false },
	{ "testasp.vulnweb.com/t/fit.txt", 1u << PATTERN_WEB_SCAN, false },
	{ "www.acunetix.tst", 1u << PATTERN_WEB_SCAN, false },
	{ ".bxss.me", 1u << PATTERN_WEB_SCAN, false },
	{ "thishouldnotexistandhopefullyitwillnot", 1u << PATTERN_WEB_SCAN, false },
	{ "owasp%", 1u << PATTERN_WEB_SCAN, false },
	{ "chr(122).chr(97).chr(112)", 1u << PATTERN_WEB_SCAN, false },
	{ "vega-inject", 1u << PATTERN_WEB_SCAN, false }, { "vega123", 1u << PATTERN_WEB_SCAN, false },
	{ "vega.invalid", 1u << PATTERN_WEB_SCAN, false },
	{ "put-putfile", 1u << PATTERN_WEB_SCAN, false }, { "w00tw00t", 1u << PATTERN_WEB_SCAN, false },
	{ "muieblackcat", 1u << PATTERN_WEB_SCAN, false },
	/* dns changer */
	{ "dns", 1u << PATTERN_DNS_CHANGER, false }, { "dsen=", 1u << PATTERN_DNS_CHANGER, false },
	{ "domainserverip=", 1u << PATTERN_DNS_CHANGER, false },
};
/* clang-format on */

struct request_patterns {
	struct literals *literals;
	struct pattern *compiled[REQUEST_PATTERNS]; /* once a literal asked for it */
};

struct request_patterns *request_patterns_new(void)
{
	struct request_patterns *p = xcalloc(1, sizeof(*p));
	p->literals = literals_new(literals, sizeof(literals) / sizeof(literals[0]));
	return p;
}

void request_patterns_free(struct request_patterns *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < REQUEST_PATTERNS; i++)
		pattern_free(p->compiled[i]);
	literals_free(p->literals);
	free(p);
}

static bool has_addresses(struct text t)
{
	size_t n = 0, at;
	while (n < ADDRESSES && (at = text_find_char(t, '@')) != TEXT_NONE) {
		t = text_from(t, at + 1);
		n++;
	}
	return n == ADDRESSES;
}

static bool matches(struct request_patterns *p, size_t i, struct text t)
{
	struct span where;
	struct fault f;
	if (!p->compiled[i])
		p->compiled[i] =
		    pattern_new(text_of(rows[i].regex), PATTERN_NOCASE | PATTERN_DOT_LINE, &f);
	return p->compiled[i] && pattern_find(p->compiled[i], t, &where);
}

const char *request_patterns_find(struct request_patterns *p, struct text t, uint32_t skip)
{
	uint32_t maybe = literals_find(p->literals, t, skip);
	if (has_addresses(t))
		maybe |= 1u << PATTERN_LEAKAGE & ~skip;
	for (size_t i = 0; maybe >> i; i++)
		if (maybe >> i & 1 && matches(p, i, t))
			return rows[i].what;
	return NULL;
}

uint64_t request_patterns_given_up(const struct request_patterns *p)
{
	uint64_t n = 0;
	for (size_t i = 0; i < REQUEST_PATTERNS; i++)
		n += p->compiled[i] ? pattern_given_up(p->compiled[i]) : 0;
	return n;
}
