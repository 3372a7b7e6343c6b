# SPDX-License-Identifier: EUPL-1.2
# A registry to give from, as registry.jsonl, and a key.
export SIG_PROFILE=nijkerk SIG_REGISTRY=registry.jsonl LOGNAME=jansen
sig-add -q >/dev/null 2>&1 - <<'END'
{"received":"2024-01-10","municipality":"GM0267","forms":["labour"],"reporter":{"kind":"citizen","contact":"0612345678"},"persons":[{"roles":["victim"],"name":"Aïsha van der Berg","born":"1990-01-02","sex":"f","nationalities":["MA"],"consent":[{"for":"care","given":"yes","on":"2024-01-11"}]},{"roles":["suspect"],"name":"B. Boer"}],"handoffs":[{"to":"moviera","on":"2024-01-12"}]}
{"received":"2024-02-01","municipality":"GM0267","forms":["sexual","labour"],"reporter":{"kind":"care"},"persons":[{"roles":["victim"],"name":"AISHA  VAN DER BERG","born":"1990-01-02","sex":"f"},{"roles":["victim"],"name":"Ali","sex":"m","consent":[{"for":"care","given":"no"}]}],"handoffs":[{"to":"moviera","on":"2024-02-02"},{"to":"comensha","on":"2024-02-02"}]}
{"received":"2024-02-03","municipality":"GM0267","forms":["labour"],"reporter":{"kind":"police"},"handoffs":[{"to":"moviera","on":"2024-02-04"}]}
{"received":"2024-02-05","municipality":"GM0267","forms":["labour"],"restricted":"yes","handoffs":[{"to":"moviera","on":"2024-02-06"}]}
{"received":"2024-03-01","municipality":"GM0267","forms":["criminal"],"reporter":{"kind":"education"},"persons":[{"roles":["victim"],"name":"Ali","sex":"m","age":17}]}
{"received":"2024-03-02","municipality":"GM0267","forms":["criminal"],"overrides":[{"to":"moviera","choice":"dropped"}]}
{"received":"2024-03-03","municipality":"GM0267","forms":["unknown"],"persons":[],"handoffs":[{"to":"moviera","on":"2024-03-03"}]}
END
sig-export --new-key moviera.key
