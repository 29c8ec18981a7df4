/** Emulator of Webflow's form handler: it handles every submit that reaches the document. */
document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('.w-form form') || form.hasAttribute('action')) return
  event.preventDefault()
  form.style.display = 'none'
  form.parentNode.querySelector('.w-form-done').style.display = 'block'
})
