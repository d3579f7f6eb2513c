// Checks a receipt in the reader's own browser too, with the verifier that shares no code with the server.

interface Verifier {
  verifyReceipt(
    receipt: string,
    trust: { keys: string[]; origin: string },
  ): Promise<{ ok: boolean }>
}

class ReceiptElement extends HTMLElement {
  connectedCallback(): void {
    const text = this.querySelector<HTMLTextAreaElement>('textarea')
    const file = this.querySelector<HTMLInputElement>('input[type=file]')
    if (!text || !file) return
    file.addEventListener('change', () => {
      void file.files?.[0]?.text().then((content) => {
        text.value = content
        return this.#check(content)
      })
    })
    text.addEventListener('change', () => void this.#check(text.value))
    if (text.value.trim() !== '') void this.#check(text.value)
  }

  async #check(content: string): Promise<void> {
    const answer = this.querySelector<HTMLElement>('[data-answer]')
    const { verifier = '', keys = '', origin = '', right = '', wrong = '' } = this.dataset
    if (!answer) return
    answer.textContent = ''
    if (content.trim() === '') return
    // Its address is of our own site; a bundler must not draw it in, so that it stays one file.
    const { verifyReceipt } = (await import(new URL(verifier, location.href).href)) as Verifier
    const receipt = `${content.replaceAll('\r\n', '\n').trim()}\n`
    const { ok } = await verifyReceipt(receipt, { keys: keys.split('\n'), origin })
    answer.textContent = ok ? right : wrong
  }
}

customElements.define('rimaq-receipt', ReceiptElement)
