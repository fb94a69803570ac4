/** Says why a text cannot be the address of a provider; null where it can. */
export function addressFault(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return `${JSON.stringify(text)} is no address; one begins with http:// or https://, as http://HOST:PORT/v1`;
  const { username, password } = new URL(text);
  if (username === '' && password === '') return null;
  return 'leave out user and password: addresses are stored, and keys have a variable of their own';
}
