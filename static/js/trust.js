// The page's only Trusted Types policy. htmx's answers come from our own server, which escapes;
// scripts inside an answer never run; the one worker is our own.
const rules = {
  createHTML: (html) => html,
  createScript: () => "",
  createScriptURL: (url) => {
    if (new URL(url, location.href).href !== `${location.origin}/sw.js`) throw new TypeError(url);
    return url;
  },
};

export const trust = globalThis.trustedTypes?.createPolicy("softback", rules) ?? rules;
