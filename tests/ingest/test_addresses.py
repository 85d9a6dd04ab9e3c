"""The gate for URLs: what is oddly spelled or not public never gets as far as a socket."""

from ipaddress import ip_address

import pytest

from ingest.addresses import WebAddress, is_public, vet_redirect, vet_url
from rag.errors import RefusedAddress

PLAIN = {
    "https://example.org": "https://example.org/",
    "HTTP://Example.ORG/a/b?c=d#e": "http://example.org/a/b?c=d",
    "https://example.org:443/": "https://example.org/",
    "https://example.org:8443/": "https://example.org:8443/",
    "http://1.1.1.1/": "http://1.1.1.1/",
    "http://[2606:4700:4700::1111]/x": "http://[2606:4700:4700::1111]/x",
    "https://b\u00fccher.example/stra\u00dfe?q=\u00e4": "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4",
    "https://example.org/a%20b?x=%2F": "https://example.org/a%20b?x=%2F",
    "https://en.wikipedia.org/wiki/Foo_(bar)": "https://en.wikipedia.org/wiki/Foo_(bar)",
    "https://example.org/@someone/status": "https://example.org/@someone/status",
    "https://_dmarc.my-host.example/": "https://_dmarc.my-host.example/",
}

REFUSED = [
    # other schemes
    "file:///etc/passwd",
    "gopher://example.org/",
    "ftp://example.org/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "//example.org/",
    "example.org",
    "http:example.org",
    "http:/example.org",
    "http://",
    "",
    # two readings of one URL
    "http://127.0.0.1:6666\\@1.1.1.1",
    "http://1.1.1.1\\.example.org/",
    "http://user@example.org/",
    "http://user:pass@example.org/",
    "http://1.1.1.1 &@127.0.0.1/",
    " http://example.org/",
    "http://example.org/\n",
    "http://exam\tple.org/",
    "http://example.org/\r\nHost: x",
    "http://example.org/\x00",
    "http://example.org/a b",
    "http://example.org/\u2028",
    "http://example.org/\u202e",
    "http://example.org/\ud800",
    "http://exa%6dple.org/",
    "http://%31%32%37.0.0.1/",
    "http://example.org:0/",
    "http://example.org:/",
    "http://example.org:080/",
    "http://example.org:65536/",
    "http://example.org:80:80/",
    "http://example.org:-1/",
    "http://example..org/",
    "http://.example.org/",
    "http://example.org./",
    "http://-example.org/",
    "http://exa!mple.org/",
    f"http://{'a' * 64}.org/",
    f"http://example.org/{'a' * 5000}",
    # loopback and private, in every spelling
    "http://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.01/",
    "http://0/",
    "http://0.0.0.0/",
    "http://1.1.1.1.1/",
    "http://256.1.1.1/",
    "http://\uff11\uff12\uff17.0.0.1/",
    "http://127\u30020\u30020\u30021/",
    "http://\u2460\u2461\u2466.0.0.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://::ffff:127.0.0.1/",
    "http://::1/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%eth0]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00::1]/",
    "http://[::1/",
    "http://[1.1.1.1]/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://localhost/",
    "http://LOCALHOST:8000/",
    "http://localhost./",
    "http://app.localhost/",
    "http://printer/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
]

NOT_PUBLIC = [
    *("0.0.0.1", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16"),
    *("169.254.1.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
    *("198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"),
    *("64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:db8::1", "2002:101:101::", "3fff::1"),
    *("5f00::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1"),
]

PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "192.0.1.1"),
    *("2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860::8"),
]


@pytest.mark.parametrize(("url", "spelling"), PLAIN.items())
def test_plain_urls_pass_in_one_spelling(url, spelling):
    assert vet_url(url).url == spelling
    assert vet_url(spelling).url == spelling


@pytest.mark.parametrize("url", REFUSED)
def test_odd_and_private_urls_are_refused(url):
    with pytest.raises(RefusedAddress):
        vet_url(url)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public(address):
    assert is_public(ip_address(address))


def test_a_policy_of_the_caller_decides_over_literal_addresses():
    assert vet_url("http://10.0.0.1/", lambda ip: ip == ip_address("10.0.0.1")) == WebAddress(
        "http", "10.0.0.1", 80, "/"
    )
    with pytest.raises(RefusedAddress):
        vet_url("http://1.1.1.1/", lambda ip: False)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/next", "http://example.org/next"),
        ("next", "http://example.org/a/next"),
        ("//other.example/x", "http://other.example/x"),
        ("https://other.example", "https://other.example/"),
        ("?q", "http://example.org/a/b?q"),
    ],
)
def test_redirects_are_followed_from_where_they_stand(location, target):
    assert vet_redirect(vet_url("http://example.org/a/b"), location).url == target


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "//169.254.169.254/", "file:///etc/passwd", "ht\ntp://127.0.0.1/", "\\\\127.0.0.1\\x", " /x"],
)
def test_redirects_meet_the_same_gate(location):
    with pytest.raises(RefusedAddress):
        vet_redirect(vet_url("http://example.org/a/b"), location)


def test_redirects_do_not_fall_back_to_http():
    with pytest.raises(RefusedAddress, match="https to http"):
        vet_redirect(vet_url("https://example.org/"), "http://example.org/")
